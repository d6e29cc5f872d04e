import { ApiFailure } from '#shared/client/api-failure.ts';
import { type Client, pathOf } from '#shared/client/client.ts';
import { getHealth } from '#shared/contract/endpoints/meta.ts';
import { getMe } from '#shared/contract/endpoints/organization.ts';
import { getRunnerSetup } from '#shared/contract/endpoints/runner.ts';
import type { RunnerSetup } from '#shared/contract/runner-setup.ts';
import { addressFinding } from '../../doctor/address-finding.ts';
import { clockFinding, type Finding, fault, fine } from '../../doctor/finding.ts';

export type CheckedService = {
  readonly client: Client;
  readonly baseUrl: string;
  readonly hasToken: boolean;
  readonly projectId: string;
  readonly environmentId: string;
  /** Milliseconds since 1970. */
  readonly now: () => number;
};

/** What the service says, and what the runner fetches with; null if the service does not say. */
export type ServiceAnswer = { readonly findings: readonly Finding[]; readonly setup: RunnerSetup | null };

const isAnswer = (error: unknown, ...statuses: readonly number[]): error is ApiFailure =>
  error instanceof ApiFailure && statuses.includes(error.status);

const keyFix = 'Set OCORE_TOKEN to an API key with run:projects: ocore api-key create --permission run:projects.';

const keyFinding = async ({ client, hasToken }: CheckedService): Promise<Finding> => {
  if (!hasToken) return fault('API key', 'OCORE_TOKEN is not set.', keyFix);
  try {
    const { principal, permissions } = (await client.call(getMe, {})).body;
    if (permissions.includes('run:projects')) return fine('API key', `${principal.name} has run:projects`);
    return fault('API key', `${principal.name} has no run:projects.`, keyFix);
  } catch (error) {
    if (isAnswer(error, 401, 403)) return fault('API key', error.message, keyFix);
    throw error;
  }
};

const setupOf = async ({ client, projectId, environmentId }: CheckedService): Promise<ServiceAnswer> => {
  try {
    const { body } = await client.call(getRunnerSetup, { params: { projectId, environmentId } });
    return { findings: [fine('environment', `${body.environment.name} (${body.environment.type})`)], setup: body };
  } catch (error) {
    if (!isAnswer(error, 403, 404)) throw error;
    const finding =
      error.problem?.code === 'repository_not_connected'
        ? fault('repository', 'No repository is connected.', `ocore project connect-repo ${projectId} --url …`)
        : fault(
            'environment',
            'There is no such project or environment, or the key does not reach it.',
            'Compare --project and --environment with ocore environment list, and the limits of the key with ocore api-key get.',
          );
    return { findings: [finding], setup: null };
  }
};

/**
 * The address, the clock, the key and what it reaches, in the order in which one needs the other.
 * @throws ApiFailure for what has no finding of its own
 */
export const askService = async (service: CheckedService): Promise<ServiceAnswer> => {
  const address = await addressFinding(service.baseUrl, 'Set OCORE_API_URL to the address of the API, without /api.');
  if (!address.ok) return { findings: [address], setup: null };
  const health = await service.client.request('GET', pathOf(getHealth, {}));
  const key = await keyFinding(service);
  const findings = [address, clockFinding(health.headers.get('date'), service.now()), key];
  if (!key.ok) return { findings, setup: null };
  const answer = await setupOf(service);
  return { findings: [...findings, ...answer.findings], setup: answer.setup };
};
