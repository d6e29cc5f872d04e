import { followingPushes } from '#test/fixtures/github.ts';
import { TestRunner } from '#test/integration/runner.ts';
import { type Connected, expectStatus, type TestService } from '#test/integration/test-service.ts';

type Branch = 'main' | 'staging' | 'develop';

export type World = Connected & {
  readonly service: TestService;
  readonly push: (branch: Branch, message: string) => Promise<void>;
};

/** A connected project into which one can push. */
export const connectedProject = async ({ service }: { readonly service: TestService }): Promise<World> => {
  const project = await service.connectedProject();
  // A production environment deploys on merge by itself.
  const { json } = await service.api('GET', `${project.path}/branch-mappings`);
  const [mapping] = (json.branchMappings as { id: string; branchPattern: string }[]).filter(
    ({ branchPattern }) => branchPattern === 'main',
  );
  const path = `${project.path}/branch-mappings/${mapping?.id}`;
  expectStatus(200, await service.api('PUT', path, { body: { trigger: 'push' } }));
  const next = followingPushes();
  return {
    ...project,
    service,
    push: async (branch, message) => {
      const body = next(branch);
      const head = body.head_commit as Record<string, unknown>;
      expectStatus(202, await service.deliver(project.webhook, 'push', { ...body, head_commit: { ...head, message } }));
      await service.settled();
    },
  };
};

export const runnerOf = ({ service, path, environments }: World, branch: Branch): TestRunner =>
  new TestRunner(service, path, environments[branch]);
