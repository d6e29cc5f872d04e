import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CreateEnvironmentBody, UpdateEnvironmentBody } from '#shared/contract/environment.ts';
import {
  changeEnvironment,
  checkEnvironmentName,
  newEnvironment,
} from '#shared/domain/environments/new-environment.ts';
import type { ProjectRecord } from '#shared/domain/records/project.ts';
import {
  actor,
  changedByActor,
  deploymentSummary,
  environmentId,
  environmentRecord,
  manualProject,
  now,
  past,
  projectOf,
  projectRecord,
} from '#test/fixtures/records.ts';

const { project } = manualProject();
const make = (body: Record<string, unknown>, into: ProjectRecord = project) =>
  newEnvironment(environmentId(4), CreateEnvironmentBody.parse({ type: 'staging', ...body }), into, actor, now);

describe('newEnvironment', () => {
  it('has the defaults of the design', () => {
    expect(make({ name: 'QA' })).toEqual({
      ok: true,
      value: {
        organizationId: project.organizationId,
        projectId: project.id,
        id: environmentId(4),
        name: 'QA',
        type: 'staging',
        odooVersion: '18.0',
        approval: 'none',
        autoDeploy: true,
        branches: [],
        allowMissingSubmodules: false,
        paused: null,
        current: null,
        running: null,
        url: null,
        runnerSeen: null,
        pending: null,
        lastDeployment: null,
        lease: null,
        createdAt: now,
        ...changedByActor,
        version: 1,
      },
    });
  });

  it.each([
    [{}, '18.0', '18.0'],
    [{}, null, null],
    [{ odooVersion: '17.0' }, '18.0', '17.0'],
    [{ odooVersion: null }, '18.0', null],
  ])('with %j in a project of series %s has series %s', (body, defaultOdooVersion, odooVersion) => {
    const made = make({ name: 'QA', ...body }, projectRecord({ defaultOdooVersion }));

    expect(made).toMatchObject({ ok: true, value: { odooVersion } });
  });

  it('asks for approvals where that is wanted', () => {
    expect(make({ name: 'QA', approval: 'required' })).toMatchObject({ ok: true, value: { approval: 'required' } });
  });

  it.each(['Staging', 'STAGING', 'staging', 'ｓtaging'])('refuses a name that is taken in its project: %s', (name) => {
    expect(make({ name })).toMatchObject({ ok: false, refusal: { code: 'name_taken', pointer: '#/name' } });
  });

  it('takes the twentieth and refuses the twenty-first', () => {
    const many = (count: number) =>
      projectOf(
        Array.from({ length: count }, (_, index) =>
          environmentRecord({ id: environmentId(index + 10), name: `E${index}` }),
        ),
        [],
      );

    expect(make({ name: 'QA' }, many(19)).ok).toBe(true);
    expect(make({ name: 'QA' }, many(20))).toMatchObject({ ok: false, refusal: { code: 'conflict' } });
  });
});

describe('checkEnvironmentName', () => {
  it('lets an environment keep its name, in another case too', () => {
    expect(checkEnvironmentName(project, 'STAGING', environmentId(2))).toEqual({ ok: true, value: 'STAGING' });
  });

  it('refuses the name of another one', () => {
    expect(checkEnvironmentName(project, 'Production', environmentId(2))).toMatchObject({
      ok: false,
      refusal: { code: 'name_taken' },
    });
  });
});

describe('changeEnvironment', () => {
  const before = environmentRecord({
    paused: { reason: 'month end', by: 'key_1', byName: 'First key', since: past },
    pending: deploymentSummary(),
    version: 3,
  });

  it('changes the fields that were sent and raises the version', () => {
    expect(changeEnvironment(before, { name: 'QA', autoDeploy: false, approval: 'required' }, actor, now)).toEqual({
      ...before,
      name: 'QA',
      autoDeploy: false,
      approval: 'required',
      ...changedByActor,
      version: 4,
    });
  });

  it('clears the series with null', () => {
    expect(changeEnvironment(before, { odooVersion: null }, actor, now).odooVersion).toBeNull();
  });

  it.each([
    {},
    { name: 'Staging', odooVersion: '18.0', approval: 'none', autoDeploy: true } as const,
    { branches: [] },
  ])('keeps the very record where nothing changes: %j', (body) => {
    expect(changeEnvironment(before, body, actor, now)).toBe(before);
  });

  it('touches nothing but what was sent, the time and the version', () => {
    const body = fc.record(
      {
        name: fc.constantFrom('Staging', 'QA'),
        odooVersion: fc.constantFrom('18.0', '17.0', null),
        approval: fc.constantFrom('none', 'required'),
        autoDeploy: fc.boolean(),
        branches: fc.subarray(['main', 'release/*']),
      },
      { requiredKeys: [] },
    );
    fc.assert(
      fc.property(body, (sent) => {
        const after = changeEnvironment(before, UpdateEnvironmentBody.parse(sent), actor, now);
        const { updatedAt, updatedBy, updatedByName, version } = after;
        expect(after).toEqual({ ...before, ...sent, updatedAt, updatedBy, updatedByName, version });
        expect([version, updatedAt]).toEqual(after === before ? [3, past] : [4, now]);
      }),
    );
  });
});
