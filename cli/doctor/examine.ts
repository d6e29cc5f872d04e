import { ApiFailure } from '#shared/client/api-failure.ts';
import { type Client, pathOf } from '#shared/client/client.ts';
import { listEnvironments } from '#shared/contract/endpoints/environments.ts';
import { getHealth } from '#shared/contract/endpoints/meta.ts';
import { getMe } from '#shared/contract/endpoints/organization.ts';
import { getRepository, validateRepository } from '#shared/contract/endpoints/repository.ts';
import type { Validation } from '#shared/contract/repository.ts';
import type { Connection } from '../contexts/connection.ts';
import { namesOf } from '../tree/names.ts';
import { addressFinding } from './address-finding.ts';
import {
  clockFinding,
  environmentFindings,
  type Finding,
  fault,
  fine,
  permissionFinding,
  repositoryFindings,
} from './finding.ts';

export type Examined = {
  readonly client: Client;
  readonly connection: Connection;
  /** Id or name; null to look at no project. */
  readonly project: string | null;
  /** Milliseconds since 1970. */
  readonly now: () => number;
};

const addressFix = 'Set OCORE_API_URL or --api-url, or sign in: ocore login URL.';

const isAnswer = (error: unknown, ...statuses: readonly number[]): error is ApiFailure =>
  error instanceof ApiFailure && statuses.includes(error.status);

const signInFindings = async ({ client, connection }: Examined): Promise<readonly Finding[]> => {
  const again = `Sign in: ocore login ${connection.baseUrl}, or set OCORE_TOKEN to an API key.`;
  if (connection.token === undefined && connection.signedIn === undefined)
    return [fault('token', 'There is no token for this address.', again)];
  try {
    const { body } = await client.call(getMe, {});
    return [fine('token', `${body.principal.name} (${body.principal.kind})`), permissionFinding(body)];
  } catch (error) {
    if (!isAnswer(error, 401, 403)) throw error;
    return [fault('token', error.message, error.status === 401 ? again : 'Ask for an invitation, and sign in again.')];
  }
};

/** @returns null where the caller may not try */
const validated = async (client: Client, projectId: string): Promise<Validation | null> => {
  try {
    return (await client.call(validateRepository, { params: { projectId } })).body;
  } catch (error) {
    if (isAnswer(error, 403)) return null;
    throw error;
  }
};

const repositoryOf = async (client: Client, projectId: string): Promise<readonly Finding[]> => {
  try {
    // The connection first: what it proves is no open step any more.
    const validation = await validated(client, projectId);
    const { body } = await client.call(getRepository, { params: { projectId } });
    return repositoryFindings(body, validation);
  } catch (error) {
    if (!(isAnswer(error, 404) && error.problem?.code === 'repository_not_connected')) throw error;
    const fix = `ocore project connect-repo ${projectId} --url …`;
    return [fault('repository', 'No repository is connected.', fix)];
  }
};

const projectFindings = async ({ client }: Examined, named: string): Promise<readonly Finding[]> => {
  const projectId = await namesOf(client).project(named);
  const repository = await repositoryOf(client, projectId);
  const { body } = await client.call(listEnvironments, { params: { projectId } });
  const { environments } = body;
  const none = fault(
    'environments',
    'There is none to deploy to.',
    `ocore environment create ${projectId} --name … --type …`,
  );
  return [...repository, ...(environments.length === 0 ? [none] : environments.flatMap(environmentFindings))];
};

/**
 * Checks everything that a deployment needs, in the order in which one thing needs the other. It stops at a fault of
 * something that all further checks need.
 * @throws ApiFailure for what has no finding of its own
 */
export const examine = async (examined: Examined): Promise<readonly Finding[]> => {
  const address = await addressFinding(examined.connection.baseUrl, addressFix);
  if (!address.ok) return [address];
  const health = await examined.client.request('GET', pathOf(getHealth, {}));
  const found = [
    address,
    clockFinding(health.headers.get('date'), examined.now()),
    ...(await signInFindings(examined)),
  ];
  const { project } = examined;
  const isIn = found.every(({ ok, check }) => ok || check === 'clock');
  return isIn && project !== null ? [...found, ...(await projectFindings(examined, project))] : found;
};
