import { readFileSync } from 'node:fs';
import { ScanCommand } from '@aws-sdk/lib-dynamodb';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Problem } from '#shared/contract/problem.ts';
import { table } from '#shared/data/table/table.ts';
import { ConditionFailed, Contention } from '#shared/data/table/transact.ts';
import { missingLines } from '#test/missing-lines.ts';
import { tableRows } from './access-patterns/table-rows.ts';
import { calls, Draw } from './tenant-wall-calls.ts';
import { furnished, type Tenant } from './tenant-wall-world.ts';
import { useTestTable } from './test-table.ts';
import { type Watched, watchTable } from './watched-table.ts';

/** What no call of `calls` makes, and why: each is asked by no caller with an organisation, or has the state of a call above. */
const elsewhere: Readonly<Record<string, string>> = {
  insertOrganization: 'the operator',
  readInvitee: 'the operator',
  readFirstKey: 'the operator',
  saveFirstKey: 'the operator',
  saveStartSecret: 'the local gateway: whose start link is opened',
  findApiKey: 'the authorizer: of whom a secret is',
  findMemberships: 'the authorizer: of whom a token is',
  readInvitations: 'somebody who signs in',
  readJoined: 'somebody who signs in',
  saveAcceptance: 'somebody who signs in',
  readDue: 'the tick, which goes through all organisations',
  noteTick: 'the tick: what it did in all organisations',
  readLastTick: 'the operator',
  shrinkItems: 'a part of transactions',
  receiveDelivery: 'the receiver: whose hook id it is',
  dropPending: 'the tick, with what `saveSlot` writes',
  endLeftDeployment: 'a runner, with what `endDeployment` and `saveBranchHeads` write',
};

/** Reads or writes `tenant` alone? @returns what is wrong; null for nothing */
const crossing = ({ organizationId }: Tenant, other: Tenant, seen: Watched): string | null => {
  const own = `ORG#${organizationId}`;
  const isOwn = ({ at, value }: Watched['partitions'][number]): boolean =>
    value === own ||
    value.startsWith(`${own}#`) ||
    (at === 'pk' && /^KEY#[0-9a-f]{64}$/.test(value)) ||
    // A pointer from an address or a person has the organisation in its sort key.
    (at === 'pk' && /^(EMAIL|SUBJECT)#/.test(value) && seen.request.includes(`"pk":"${value}","sk":"${own}"`)) ||
    // What is due stands in an index that only the tick reads. The item has a partition of its own.
    (at === 'gsi1pk' && value.startsWith('DUE#'));
  if (seen.partitions.length === 0) return 'names no partition';
  const wrong = seen.partitions.find((one) => !isOwn(one));
  if (wrong !== undefined) return `is of ${wrong.value}`;
  if (seen.request.includes(other.canary)) return 'writes what the other organisation has';
  if (seen.answer.includes(other.canary)) return 'is answered what the other organisation has';
  return seen.answer.includes(`"organizationId":"${other.organizationId}"`) ? 'is answered an item of the other' : null;
};

/** Refusals: of a version, of a position, of a value that is no key. */
const isRefusal = (error: unknown): boolean =>
  error instanceof ConditionFailed ||
  error instanceof Contention ||
  error instanceof Problem ||
  (error as Error).name === 'ValidationException';

const itemsOf = async ({ organizationId, canary }: Tenant): Promise<string[]> => {
  const { client, name } = table();
  const items: unknown[] = [];
  let start: Record<string, unknown> | undefined;
  do {
    const page = await client.send(
      new ScanCommand({ TableName: name, ConsistentRead: true, ExclusiveStartKey: start }),
    );
    items.push(...(page.Items ?? []));
    start = page.LastEvaluatedKey;
  } while (start !== undefined);
  const plain = (_name: string, value: unknown): unknown =>
    value instanceof Set
      ? [...value].sort()
      : value !== null && typeof value === 'object' && !Array.isArray(value) && !(value instanceof Uint8Array)
        ? Object.fromEntries(Object.entries(value).sort(([one], [another]) => (one < another ? -1 : 1)))
        : value;
  return items
    .map((item) => JSON.stringify(item, plain))
    .filter((text) => text.includes(`"pk":"ORG#${organizationId}`) || text.includes(canary))
    .sort();
};

const names = Object.keys(calls);
const reads = names.filter((name) => /^(read|list|find|count)/.test(name));
const step = fc.record({
  // A write takes as long as some reads, and finds out no more.
  name: fc.oneof(
    { weight: 8, arbitrary: fc.constantFrom(...reads) },
    { weight: 1, arbitrary: fc.constantFrom(...names) },
  ),
  picks: fc.array(fc.nat({ max: 9999 }), { minLength: 6, maxLength: 6 }),
});
const program = fc.array(step, { minLength: 1, maxLength: 2 });
/** So many programs of one organisation are under way at the same time. */
const together = 10;

/** The promise that whatever one organisation does, no item of another one is read or written. @param programs how many */
export const describeTenantWall = (programs: number): void => {
  useTestTable();
  let own: Tenant;
  let other: Tenant;
  let before: readonly string[];
  const crossings: string[] = [];
  let unwatch: () => void;
  beforeAll(async () => {
    own = await furnished('CanaryOfA');
    other = await furnished('CanaryOfB');
    before = await itemsOf(other);
    unwatch = watchTable((seen) => {
      const wrong = crossing(own, other, seen);
      if (wrong !== null) crossings.push(`${seen.command} ${wrong}: ${seen.request}`);
    });
  });
  afterAll(() => unwatch());

  const run = async (name: string, picks: readonly number[]): Promise<unknown> => {
    try {
      return await calls[name]?.(new Draw(own, other, picks));
    } catch (error) {
      if (!isRefusal(error)) throw error;
      return null;
    }
  };

  it('makes every call of docs/access-patterns.md that an organisation makes', () => {
    const source = readFileSync(new URL('./tenant-wall-calls.ts', import.meta.url), 'utf8');
    const asked = new Set(tableRows().map(({ functionName }) => functionName));
    const made = [...asked].filter((name) => new RegExp(`\\b${name}\\(`).test(source));
    expect(missingLines('calls in tenant-wall-calls.ts', [...made, ...Object.keys(elsewhere)], [...asked])).toEqual([]);
  });

  // Nothing runs and nothing is being deleted: these find nothing to do.
  const idle = ['renewLease', 'putLogChunk', 'recordCommitFacts', 'endDeployment', 'readPurge'];

  it.each(names.filter((name) => !idle.includes(name)))('reaches its own items with %s', async (name) => {
    const answer = await run(name, []);

    expect(answer).not.toBeNull();
    expect(crossings).toEqual([]);
  });

  describe('whatever one organisation does', () => {
    it(`reads and writes nothing of another one, in ${programs} programs`, async () => {
      await fc.assert(
        fc.asyncProperty(fc.array(program, { minLength: together, maxLength: together }), async (side) => {
          await Promise.all(
            side.map(async (steps) => {
              for (const { name, picks } of steps) await run(name, picks);
            }),
          );
          expect(crossings).toEqual([]);
        }),
        { numRuns: programs / together },
      );
      expect(await itemsOf(other)).toEqual(before);
    });
  });
};
