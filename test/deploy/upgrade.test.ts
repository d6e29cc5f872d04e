import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { MiniStack } from './ministack.ts';
import { presentRelease, previousRelease } from './release.ts';
import { type Answers, type Made, Stage } from './stage.ts';

const aws = MiniStack.create();
const folder = mkdtempSync(join(tmpdir(), 'ocore-upgrade-'));
afterAll(async () => {
  await aws.remove();
  rmSync(folder, { recursive: true, force: true });
});

const prod = new Stage(aws, 'prod');

describe('an upgrade from the previous release', () => {
  let previous: string;
  let made: Made;
  let before: Answers;
  beforeAll(async () => {
    await aws.start(false);
    previous = previousRelease(folder, aws.environment);
    aws.cdk('bootstrap', 'aws://000000000000/us-east-1', '--app', previous);
    prod.deploy(previous);
    prod.createOrganization();
    made = await prod.makeProject('Odoo ERP');
    before = await prod.readAll(made);
    prod.deploy(presentRelease(join(folder, 'present'), {}, aws.environment));
  });

  it('answers each read as before, with nothing lost, and takes the same keys and webhooks', async () => {
    expect(Object.keys(before).length).toBeGreaterThan(20);
    expect(await prod.readAll(made)).toMatchObject(before);
    expect(await prod.push(made, 200)).toMatchObject({ replayed: true });
  });

  it('lets a second stage stand beside it, encrypted with a key of its own, which knows nothing of it', async () => {
    const second = new Stage(aws, 'second');
    const config = { stage: 'second', removal: 'destroy', encryption: { kms: true } };
    second.deploy(presentRelease(join(folder, 'second'), config, aws.environment));
    second.createOrganization();
    const own = await second.makeProject('Odoo ERP');

    expect(await prod.readAll(made)).toMatchObject(before);
    // Denied: each leaves a record in the audit log.
    await second.did(404, 'GET', `/api/projects/${made.ids.projectId}`);
    await prod.did(404, 'GET', `/api/projects/${own.ids.projectId}`);
  });

  it('is rolled back by a deployment of the previous release, which reads what the newer one wrote', async () => {
    const newer = await prod.makeProject('Made by the newer one');
    prod.deploy(previous);

    const after = await prod.readAll(newer);
    expect(Object.keys(after)).toHaveLength(Object.keys(before).length);
    expect(await prod.push(newer, 200)).toMatchObject({ replayed: true });
    const { projectId } = made.ids;
    const project = await prod.did(200, 'GET', `/api/projects/${projectId}`);
    expect(project).toMatchObject(before[`/api/projects/${projectId}`] as object);
  });
});
