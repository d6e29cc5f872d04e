import { afterAll, beforeAll } from 'vitest';
import { invoke } from '#infra/local/function-registry.ts';
import type { MemberRecord } from '#shared/domain/records/member.ts';
import { AwsFaults } from './aws-faults.ts';
import { minutesLater } from './clock.ts';
import { organizationOf, writtenMember } from './principals.ts';
import { TableContents, type TableItem } from './table-contents.ts';
import { expectStatus, TestService } from './test-service.ts';

export let service: TestService;
export let faults: AwsFaults;
export let contents: TableContents;

/** Starts what the tests of a file need, and stops it after them. */
export const useBench = (): void => {
  beforeAll(async () => {
    service = await TestService.startWithoutStream();
    faults = new AwsFaults();
    contents = new TableContents(service);
  });
  afterAll(() => service.stop());
};

/** The queries of the 16 shards of what is due. */
export const tickBegins = 16;
/** The note of what it did. */
export const tickEnds = 1;
export const tick = (): Promise<unknown> => invoke('schedules/tick', {});
export const ticked = (): Promise<unknown> => minutesLater(2, tick);

export const developer = (): Promise<MemberRecord> => writtenMember(organizationOf(service), { roleId: 'developer' });
export const remove = async ({ id }: MemberRecord): Promise<void> => {
  expectStatus(204, await service.api('DELETE', `/api/members/${id}`));
};

/** A project that grants something to these. @returns its id */
export const granting = async (...ids: readonly string[]): Promise<string> => {
  const { id, path } = await service.project();
  const grants = ids.map((principalId) => ({ principalId, level: 'view' }));
  expectStatus(200, await service.api('PUT', `${path}/access`, { body: { mode: 'restricted', grants } }));
  return id;
};

export const projectItem = (id: string): Promise<TableItem | undefined> =>
  contents.item(`ORG#${organizationOf(service)}#PROJECT#${id}`, 'PROJECT');

/** Whom a project names. */
export const named = async (id: string): Promise<string[]> =>
  Object.keys(((await projectItem(id)) as { access?: { grants: object } } | undefined)?.access?.grants ?? {});

/** What stands in the principal's own partition: the entries of its list, and that it left. */
export const leftOf = async (principalId: string): Promise<string[]> =>
  (await contents.items(({ pk }) => pk === `ORG#${organizationOf(service)}#PRINCIPAL#${principalId}`)).map(
    ({ sk }) => sk,
  );
