import type { DeploymentId, OrganizationId, ProjectId } from '#shared/contract/id.ts';
import { Problem } from '#shared/contract/problem.ts';
import { readDeployment } from '#shared/data/deployments/deployments.ts';
import { saveStatusReport } from '#shared/data/deployments/status-report.ts';
import { type ProjectConfiguration, readConfiguration } from '#shared/data/projects/read-project.ts';
import { readProviderSettings } from '#shared/data/settings/provider-settings.ts';
import type { DeploymentRecord } from '#shared/domain/records/deployment.ts';
import type { RepositoryRecord } from '#shared/domain/records/repository.ts';
import { providerProfiles } from '#shared/domain/repository/provider-profile.ts';
import type { GitProvider } from '#shared/providers/client/git-provider.ts';
import { providerClient } from '#shared/workflows/repository/provider-client.ts';
import { providerSide } from '#shared/workflows/repository/provider-side.ts';
import { commitStatusOf } from './commit-status.ts';

export type StatusReport = NonNullable<DeploymentRecord['statusReport']>;

const isFullCommitId = (text: string | null): text is string => /^[0-9a-f]{40}([0-9a-f]{24})?$/.test(text ?? '');

/**
 * A newer deployment of the same commit in the same environment. The two share one commit status, which shows the newer
 * one.
 */
const newerOfCommit = (
  { id, environmentId, commitSha }: DeploymentRecord,
  { environments }: ProjectConfiguration,
): DeploymentId | null => {
  const slots = environments.find((environment) => environment.id === environmentId);
  return (
    [slots?.pending, slots?.running, slots?.current].find(
      (other) => other != null && other.id > id && other.commitSha === commitSha,
    )?.id ?? null
  );
};

/** Whether a problem may be transient: only those say when to try again. */
const isTransient = (problem: Problem): boolean => problem.retryAfterSeconds !== null;

/** Sets the status at the provider. @returns the report, and the problem to throw if it may be transient */
const send = async (
  deployment: DeploymentRecord,
  configuration: ProjectConfiguration,
  repository: RepositoryRecord,
  client: GitProvider,
  publicUrl: string,
): Promise<{ readonly report: StatusReport; readonly transient: Problem | null }> => {
  const { name } = providerProfiles[repository.provider];
  const environment = configuration.environments.find(({ id }) => id === deployment.environmentId);
  const status = commitStatusOf(deployment, environment?.url ?? null, publicUrl);
  const done = (state: StatusReport['state'], detail: string, transient: Problem | null = null) => ({
    report: { state, detail },
    transient,
  });
  if (!isFullCommitId(deployment.commitSha)) {
    return done(
      'failed',
      `The commit's full id is not known yet: ${name} gets a status once a runner has reported it.`,
    );
  }
  const newer = newerOfCommit(deployment, configuration);
  if (newer !== null)
    return done('reported', `${name} shows the status of ${newer}, a newer deployment of the same commit.`);
  try {
    const { providerRepositoryId: id, fullName, branch } = repository;
    const remote =
      id === null ? await providerSide(client, repository).remote() : { id, fullName, defaultBranch: branch };
    await client.setCommitStatus(remote, deployment.commitSha, status);
    return done('reported', `${name} shows ${status.context} as ${status.state}.`);
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    return done('failed', error.message, isTransient(error) ? error : null);
  }
};

/** A deployment changes its status only a few times. */
const maxRounds = 5;

/**
 * Sets the commit status of a deployment at its provider, if a credential is set, and stores the result. It sends the
 * present state of the deployment, whichever event triggered it. If the deployment changes meanwhile, it is sent again,
 * so that a late report cannot leave an older status at the provider.
 * @returns null if there is nothing to report: no credential, no repository or no deployment
 * @throws Problem of the provider if it may be transient, after it was stored; try again
 */
export const reportStatus = async (
  organization: OrganizationId,
  project: ProjectId,
  id: DeploymentId,
  publicUrl: string,
): Promise<StatusReport | null> => {
  let client: GitProvider | null = null;
  for (let round = 0; round < maxRounds; round += 1) {
    const [configuration, deployment] = await Promise.all([
      readConfiguration(organization, project),
      readDeployment(organization, project, id),
    ]);
    const repository = configuration?.repository ?? null;
    if (configuration === null || repository === null || deployment === null) return null;
    client ??= await providerClient(await readProviderSettings(organization, repository.provider), repository.host);
    if (client === null) return null;
    const { report, transient } = await send(deployment, configuration, repository, client, publicUrl);
    const isCurrent = await saveStatusReport(deployment, report);
    if (transient !== null) throw transient;
    if (isCurrent) return report;
  }
  throw new Problem('service_unavailable', `${id} changes faster than it can be reported. Try again in a moment.`);
};
