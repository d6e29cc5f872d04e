import { describe, expect, it } from 'vitest';
import { CloudEvent } from '#shared/contract/event.ts';
import { expectStatus } from '#test/integration/test-service.ts';
import { type Json, type Kind, kinds, Pushed, service, useBench } from './renames-bench.ts';

useBench();

describe.each(Object.entries(kinds))('a delivery of %s under a new name', (_provider, kind) => {
  const renamed = `${kind.owner}/renamed`;

  it('deploys, and from then on the repository has its name and its addresses, in the project too', async () => {
    const project = await Pushed.of(kind);
    const before = await project.shown();

    const answer = expectStatus(202, await project.push({ name: renamed }));

    expect(answer.json).toMatchObject({ decision: 'deploy' });
    expect(await project.shown()).toEqual({
      fullName: renamed,
      httpsUrl: `${kind.page}/${renamed}.git`,
      sshUrl: String(before.sshUrl).replace(`${kind.owner}/odoo-custom`, renamed),
      branch: 'main',
      inProject: renamed,
    });
    const repository = await project.repository();
    expect((repository.webhook as Json).settingsUrl).toContain(`${kind.page}/${renamed}/`);
    expect(repository.repositoryUrl).toBe(kind.url);
  });
});

describe('what a delivery reports', () => {
  const kind = kinds.github as Kind;

  it('is an event on the bus', async () => {
    const project = await Pushed.of(kind);

    await project.push({ name: 'acme/renamed' });
    await service.settled();

    const events = service.local.bus.events
      .map(({ detail }) => CloudEvent.parse(detail))
      .filter(({ type, subject }) => type === 'repository.updated' && subject === project.projectId);
    expect(events.map(({ data }) => data.fullName)).toEqual(['acme/renamed']);
  });

  it('changes the default branch while it is the provider’s, and never one that somebody chose', async () => {
    const project = await Pushed.of(kind);
    const name = 'acme/odoo-custom';

    await project.push({ name, branch: 'trunk' });
    expect(await project.shown()).toMatchObject({ branch: 'trunk' });
    expectStatus(200, await service.api('PUT', `${project.path}/repository`, { body: { branch: 'production' } }));
    await project.push({ name, branch: 'develop' });

    expect(await project.shown()).toMatchObject({ branch: 'production' });
  });
});
