import type { Environment } from '#shared/contract/environment.ts';
import type { Project } from '#shared/contract/project.ts';
import type { ProjectState } from './queries.ts';

/** The kinds of what needs somebody, the most urgent first. */
export const kinds = ['failed', 'runner', 'repository', 'approval', 'paused'] as const;
export type Kind = (typeof kinds)[number];

export type Finding = {
  readonly kind: Kind;
  readonly project: Project;
  /** Null where it is the repository. */
  readonly environment: Environment | null;
  readonly detail: string;
  /** RFC 3339. */
  readonly since: string | null;
  /** Below the project. */
  readonly path: string;
};

const ofEnvironment = (project: Project, environment: Environment): readonly Finding[] => {
  const { lastDeployment, running, pending, paused, runner } = environment;
  const finding = (kind: Kind, detail: string, since: string | null, path: string): Finding => ({
    kind,
    project,
    environment,
    detail,
    since,
    path,
  });
  const found: Finding[] = [];
  if (lastDeployment?.status === 'failed' && running === null) {
    const { id, statusReason, completedAt } = lastDeployment;
    found.push(
      finding(
        'failed',
        statusReason ?? 'The last deployment failed. Its page says why.',
        completedAt,
        `/deployments/${id}`,
      ),
    );
  }
  if (runner.absent) {
    found.push(finding('runner', 'A deployment is queued, and no runner asks for it.', pending?.createdAt ?? null, ''));
  }
  if (pending?.waitsFor.includes('approval') === true) {
    const words = pending.commitMessage?.split('\n')[0] ?? 'A deployment waits.';
    found.push(finding('approval', words, pending.createdAt, ''));
  }
  if (paused !== null) found.push(finding('paused', paused.reason, paused.since, ''));
  return found;
};

const ofRepository = (project: Project): readonly Finding[] => {
  const { repository } = project;
  if (repository?.status !== 'failing' && repository?.status !== 'action_required') return [];
  const detail = repository.statusReason ?? 'The connection does not work.';
  return [{ kind: 'repository', project, environment: null, detail, since: null, path: '/repository' }];
};

/** What needs somebody in some projects. Pure. */
export const findingsOf = (states: readonly ProjectState[]): readonly Finding[] =>
  states.flatMap(({ project, environments }) => [
    ...ofRepository(project),
    ...(environments ?? []).flatMap((environment) => ofEnvironment(project, environment)),
  ]);
