import { writtenMember } from '#test/integration/principals.ts';
import { expectStatus } from '#test/integration/test-service.ts';
import type { ConsoleUnderTest } from './console-under-test.ts';
import { connectedProject, runnerOf, type World } from './pushed-project.ts';

/** The address parts of a state that a write needs. */
type Ids = { readonly projectId: string; readonly deploymentId: string; readonly deliveryId: string };
export type State = 'connected' | 'waiting' | 'bare' | 'archived' | 'archivable';

export const hostKey =
  'git.acme.example ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIOMqqnkVzrm0SdG6UOoqKLsabgH5C9okWi0dh2l9GKJl';

/** What stands in Staging, and before; what waits for an approval in Production; Development is paused. */
const deployed = async (console_: ConsoleUnderTest): Promise<World> => {
  const { service } = console_;
  const world = await connectedProject(console_);
  const { path, environments, push } = world;
  for (const message of ['The first', 'The second']) {
    await push('staging', message);
    await runnerOf(world, 'staging').run();
  }
  const { main, develop } = environments;
  expectStatus(200, await service.api('PUT', `${path}/environments/${main}`, { body: { approval: 'required' } }));
  await push('main', 'Approve me');
  const body = { reason: 'Month-end closing' };
  expectStatus(200, await service.api('POST', `${path}/environments/${develop}/pause`, { body }));
  const submodule = { repositoryUrl: 'git@github.com:acme/private-addons.git' };
  expectStatus(201, await service.api('POST', `${path}/repository/submodules`, { body: submodule }));
  return world;
};

/** The id of what stands first in a list of a project. */
const firstOf = async ({ service, path }: World, list: 'deployments' | 'deliveries', query = ''): Promise<string> => {
  const { json } = expectStatus(200, await service.api('GET', `${path}/${list}${query}`));
  const [first] = json[list] as { readonly id: string }[];
  return String(first?.id);
};

/** Members, a role, an API key and a server of the organisation. */
const organization = async ({ service }: ConsoleUnderTest): Promise<string> => {
  const { id } = service.local.organization;
  const mona = await writtenMember(id, { roleId: 'developer', name: 'Mona Lisa' });
  await writtenMember(id, { roleId: 'developer', name: 'Hedy Lamarr' });
  const permissions = ['view:projects'];
  expectStatus(201, await service.api('POST', '/api/roles', { body: { name: 'Releases', permissions } }));
  expectStatus(201, await service.api('POST', '/api/api-keys', { body: { name: 'CI', permissions } }));
  const server = { baseUrl: 'https://git.acme.example', sshPort: 2222, sshHostKeys: [hostKey] };
  expectStatus(200, await service.api('PUT', '/api/settings/git-providers/gitea', { body: server }));
  return mona.id;
};

/** Builds every state that a write of the console needs. */
export const writesWorld = async (console_: ConsoleUnderTest): Promise<Readonly<Record<State, Ids>>> => {
  const { service } = console_;
  const mona = await organization(console_);
  const world = await deployed(console_);
  const { principal } = expectStatus(200, await service.api('GET', '/api/me')).json;
  const grants = [mona, String((principal as { readonly id: string }).id)].map((principalId) => ({
    principalId,
    level: 'deploy',
  }));
  expectStatus(200, await service.api('PUT', `${world.path}/access`, { body: { mode: 'restricted', grants } }));
  const bare = await service.project({ name: 'Bare' });
  await service.environment(bare.path, { name: 'Staging', type: 'staging', branch: 'staging' });
  await service.environment(bare.path, { name: 'Production', type: 'production', branch: 'main' });
  const archived = await service.project({ name: 'Archived' });
  expectStatus(200, await service.api('PUT', `${archived.path}/archive`));
  const archivable = await service.project({ name: 'Archivable' });
  const of = (projectId: string): Ids => ({ projectId, deploymentId: '', deliveryId: '' });
  const connected = {
    projectId: world.projectId,
    deploymentId: await firstOf(world, 'deployments', '?status=succeeded'),
    deliveryId: await firstOf(world, 'deliveries'),
  };
  return {
    connected,
    waiting: { ...connected, deploymentId: await firstOf(world, 'deployments', '?status=waiting') },
    bare: of(bare.id),
    archived: of(archived.id),
    archivable: of(archivable.id),
  };
};
