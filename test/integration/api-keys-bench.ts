import { afterAll, beforeAll } from 'vitest';
import type { CreateApiKeyBody } from '#shared/contract/api-key.ts';
import type { Answer } from '#test/call.ts';
import { memberContext } from './call-as.ts';
import { minutesLater } from './clock.ts';
import { organizationOf, writtenMember } from './principals.ts';
import { expectStatus, TestService } from './test-service.ts';

export let service: TestService;

/** Starts what the tests of a file need, and stops it after them. */
export const useBench = (): void => {
  beforeAll(async () => {
    service = await TestService.start();
  });
  afterAll(() => service.stop());
};

export const api = (method: string, path: string, body?: unknown, token?: string): Promise<Answer> =>
  service.api(method, path, { ...(body === undefined ? {} : { body }), ...(token === undefined ? {} : { token }) });

export type MadeKey = { readonly id: string; readonly token: string; readonly json: Record<string, unknown> };

export const madeOf = (answer: Answer): MadeKey => {
  const { json } = expectStatus(201, answer);
  return { id: String(json.id), token: String(json.key), json };
};

/** A key that the first key makes, through the route. */
export const madeKey = async (body: Partial<CreateApiKeyBody> = {}): Promise<MadeKey> =>
  madeOf(await api('POST', '/api/api-keys', { name: 'CI', permissions: ['view:projects'], ...body }));

/** The status of a request that needs `view:projects`. */
export const statusWith = async (token: string): Promise<number> =>
  (await api('GET', '/api/projects', undefined, token)).status;

/** The same after the minute for which the gateway keeps the authorizer's answer. */
export const statusAMinuteLater = (token: string): Promise<number> => minutesLater(1.01, () => statusWith(token));

/** A member of the service's organisation, with what the authorizer hands on of it now. */
export const member = async (roleId: string) => {
  const { id } = await writtenMember(organizationOf(service), { roleId });
  const context = await memberContext(organizationOf(service), id);
  if (context === null) throw new Error(`There is no role ${roleId}.`);
  return { id, context };
};
