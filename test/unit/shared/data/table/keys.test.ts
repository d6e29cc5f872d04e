import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type {
  ApiKeyId,
  DeliveryId,
  DeploymentId,
  EnvironmentId,
  OrganizationId,
  ProjectId,
} from '#shared/contract/id.ts';
import { dueShards, indexKeys, type Key, keys, kindOfItem, type Rank } from '#shared/data/table/keys.ts';

const o = 'org_01J00000000000000000000000' as OrganizationId;
const p = 'prj_01J00000000000000000000001' as ProjectId;
const e = 'env_01J00000000000000000000002' as EnvironmentId;
const d = 'dep_01J00000000000000000000003' as DeploymentId;
const dlv = 'dlv_01J0000000ABCDEFGHJKMNPQRS' as DeliveryId;
const k = 'key_01J00000000000000000000004' as ApiKeyId;
const at = '2026-11-23T10:00:00.000Z';

// Few characters, so that two generated ids are often nearly the same.
const ulid = fc
  .string({ unit: fc.constantFrom('0', '1', 'A'), minLength: 2, maxLength: 2 })
  .map((end) => `01J000000000000000000000${end}`);
const id = <T extends string>(prefix: string) => ulid.map((text) => `${prefix}_${text}` as T);
const text = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 10 }),
  fc.constantFrom('', '#', 'PROJECT', 'PROJECT#x', '#PROJECT#', 'ORG#o', 'a', 'A', '/api/projects', 'POST'),
);

/** Every key that there is, with what it stands for: two inputs that say the same must give the same key, others not. */
const made: fc.Arbitrary<{ readonly means: readonly string[]; readonly key: Key }> = fc.oneof(
  fc
    .tuple(id<OrganizationId>('org'), id<ProjectId>('prj'))
    .map(([a, b]) => ({ means: ['project', a, b], key: keys.project(a, b) })),
  fc
    .tuple(id<OrganizationId>('org'), id<ProjectId>('prj'))
    .map(([a, b]) => ({ means: ['repository', a, b], key: keys.repository(a, b) })),
  fc
    .tuple(id<OrganizationId>('org'), id<ProjectId>('prj'), id<EnvironmentId>('env'))
    .map(([a, b, c]) => ({ means: ['environment', a, b, c], key: keys.environment(a, b, c) })),
  fc
    .tuple(id<OrganizationId>('org'), id<ProjectId>('prj'), id<DeploymentId>('dep'))
    .map(([a, b, c]) => ({ means: ['deployment', a, b, c], key: keys.deployment(a, b, c) })),
  fc
    .tuple(id<OrganizationId>('org'), id<ProjectId>('prj'), id<DeliveryId>('dlv'))
    .map(([a, b, c]) => ({ means: ['delivery', a, b, c], key: keys.delivery(a, b, c) })),
  fc
    .tuple(id<OrganizationId>('org'), fc.constantFrom('a', 'b', '#', 'a#PROJECT#b', 'ß', 'x'))
    .map(([a, b]) => ({ means: ['name', a, b], key: keys.projectName(a, b) })),
  fc
    .tuple(id<OrganizationId>('org'), fc.constantFrom('a', 'b', '#', 'PROJECT#a', 'ß'))
    .map(([a, b]) => ({ means: ['restricted name', a, b], key: keys.restrictedName(a, b) })),
  fc
    .tuple(id<OrganizationId>('org'), id('key'), id<ProjectId>('prj'))
    .map(([a, b, c]) => ({ means: ['grant', a, b, c], key: keys.grant(a, b, c) })),
  fc
    .tuple(id<OrganizationId>('org'), fc.constantFrom('2026-11', '2026-12'), ulid)
    .map(([a, b, c]) => ({ means: ['audit', a, b, c], key: keys.auditRecord(a, `${b}-01T00:00:00.000Z`, c) })),
  id<OrganizationId>('org').map((a) => ({ means: ['organization', a], key: keys.organization(a) })),
  fc
    .tuple(id<OrganizationId>('org'), id<ApiKeyId>('key'))
    .map(([a, b]) => ({ means: ['apiKey', a, b], key: keys.apiKey(a, b) })),
  fc.constantFrom('a', 'b').map((a) => ({ means: ['hash', a], key: keys.apiKeyByHash(a) })),
  fc.constantFrom('acme', 'acme-2').map((a) => ({ means: ['slug', a], key: keys.slug(a) })),
  fc
    .tuple(id<OrganizationId>('org'), text, text, text, text)
    .map(([a, ...rest]) => ({ means: ['idempotency', a, ...rest], key: keys.idempotency(a, ...rest) })),
);

describe('the keys of the table', () => {
  it('are those of the design', () => {
    expect(keys.project(o, p)).toEqual({ pk: `ORG#${o}#PROJECT#${p}`, sk: 'PROJECT' });
    expect(keys.repository(o, p)).toEqual({ pk: `ORG#${o}#PROJECT#${p}`, sk: 'REPOSITORY' });
    expect(keys.environment(o, p, e)).toEqual({ pk: `ORG#${o}#PROJECT#${p}`, sk: `ENVIRONMENT#${e}` });
    expect(keys.deployment(o, p, d)).toEqual({ pk: `ORG#${o}#PROJECT#${p}#HISTORY`, sk: `DEPLOYMENT#${d}` });
    expect(keys.delivery(o, p, dlv)).toEqual({ pk: `ORG#${o}#PROJECT#${p}#HISTORY`, sk: 'DELIVERY#ABCDEFGHJKMNPQRS' });
    expect(keys.projectName(o, 'Ærø')).toEqual({ pk: `ORG#${o}#NAMES`, sk: 'PROJECT#ærø' });
    expect(keys.restrictedName(o, 'Ærø')).toEqual({ pk: `ORG#${o}#NAMES`, sk: 'RESTRICTED#ærø' });
    expect(keys.grant(o, k, p)).toEqual({ pk: `ORG#${o}#PRINCIPAL#${k}`, sk: `GRANT#${p}` });
    expect(keys.auditRecord(o, at, '01J')).toEqual({ pk: `ORG#${o}#AUDIT#2026-11`, sk: '01J' });
    expect(keys.organization(o)).toEqual({ pk: `ORG#${o}`, sk: 'ORG' });
    expect(keys.apiKey(o, k)).toEqual({ pk: `ORG#${o}`, sk: `KEY#${k}` });
    expect(keys.apiKeyByHash('ab')).toEqual({ pk: 'KEY#ab', sk: 'KEY' });
    expect(keys.slug('acme')).toEqual({ pk: 'SLUG#acme', sk: 'SLUG' });
    expect(keys.logs(o, p)).toBe(`ORG#${o}#PROJECT#${p}#LOGS`);
    expect(keys.idempotency(o, k, 'POST', '/api/projects', 'x')).toEqual({
      pk: expect.stringMatching(new RegExp(`^ORG#${o}#IDEMPOTENCY#[0-9a-f]{64}$`)) as string,
      sk: 'IDEMPOTENCY',
    });
  });

  it('never collide for two different things', () => {
    fc.assert(
      fc.property(made, made, (one, other) => {
        fc.pre(JSON.stringify(one.means) !== JSON.stringify(other.means));
        expect(one.key).not.toEqual(other.key);
      }),
      { numRuns: 3000 },
    );
  });

  it('begin with their organisation, so that no key of another tenant can be made', () => {
    fc.assert(
      fc.property(made, ({ means: [kind, organization], key }) => {
        fc.pre(kind !== 'hash' && kind !== 'slug');
        expect(key.pk === `ORG#${organization}` || key.pk.startsWith(`ORG#${organization}#`)).toBe(true);
      }),
    );
  });

  it('of a project begin with its organisation and the project', () => {
    const ofProject = [keys.project(o, p), keys.repository(o, p), keys.environment(o, p, e), keys.deployment(o, p, d)];
    const partitions = [
      ...[...ofProject, keys.delivery(o, p, dlv)].map((key) => key.pk),
      keys.history(o, p),
      keys.logs(o, p),
      indexKeys.deliveries(o, p),
    ];

    expect(
      partitions.filter((pk) => pk !== `ORG#${o}#PROJECT#${p}` && !pk.startsWith(`ORG#${o}#PROJECT#${p}#`)),
    ).toEqual([]);
  });

  it('fit into what DynamoDB takes, whatever name and key come in', () => {
    const name = '\u{1F680}'.repeat(120);

    expect(Buffer.byteLength(keys.projectName(o, name).sk)).toBeLessThanOrEqual(1024);
    expect(Buffer.byteLength(keys.restrictedName(o, name).sk)).toBeLessThanOrEqual(1024);
    expect(Buffer.byteLength(keys.idempotency(o, k, 'POST', `/${'x'.repeat(8000)}`, 'y'.repeat(255)).pk)).toBeLessThan(
      2048,
    );
  });

  it('tell the fields of an idempotency key apart, wherever one ends and the next begins', () => {
    const one = keys.idempotency(o, 'ab', 'POST', '/x', 'c');

    expect(keys.idempotency(o, 'a', 'bPOST', '/x', 'c')).not.toEqual(one);
    expect(keys.idempotency(o, 'ab', 'POST', '/xc', '')).not.toEqual(one);
    expect(keys.idempotency(o, 'ab","POST', '/x', 'c', '')).not.toEqual(one);
  });

  it('sort configuration behind branch heads and before nothing that a reader of configuration needs', () => {
    const sorted = ['BRANCH#ffff', keys.environment(o, p, e).sk, 'PROJECT', 'REPOSITORY'];

    expect(sorted.map((sk) => sk >= keys.configurationFrom)).toEqual([false, true, true, true]);
  });

  it('of deliveries with the same random part are the same: that is the replay check', () => {
    const again = 'dlv_01J9999999ABCDEFGHJKMNPQRS' as DeliveryId;

    expect(keys.delivery(o, p, again)).toEqual(keys.delivery(o, p, dlv));
  });
});

describe('kindOfItem', () => {
  it.each<[string, Key, ReturnType<typeof kindOfItem>]>([
    ['a project', keys.project(o, p), 'project'],
    ['a repository', keys.repository(o, p), 'repository'],
    ['an environment', keys.environment(o, p, e), 'environment'],
    ['a deployment', keys.deployment(o, p, d), 'deployment'],
    ['a delivery', keys.delivery(o, p, dlv), null],
    ['a branch head', { pk: keys.project(o, p).pk, sk: `BRANCH#${'0'.repeat(32)}` }, null],
    ['a log chunk', { pk: keys.logs(o, p), sk: `${d}#00000001` }, null],
    ['a project name', keys.projectName(o, 'PROJECT'), null],
    ['a restricted name', keys.restrictedName(o, 'PROJECT'), null],
    ['a grant', keys.grant(o, k, p), null],
    ['an audit record', keys.auditRecord(o, at, '01J'), null],
    ['an organisation', keys.organization(o), null],
    ['an API key', keys.apiKey(o, k), 'apiKey'],
    ['an API key by its hash', keys.apiKeyByHash('x'), null],
    ['a slug', keys.slug('project'), null],
    ['an idempotency record', keys.idempotency(o, k, 'POST', '/', 'x'), null],
  ])('tells %s', (_what, key, kind) => {
    expect(kindOfItem(key)).toBe(kind);
  });
});

describe('the keys of the index', () => {
  const ranks: Rank[] = ['4', '3', '2', '1'];

  it('sort projects by rank and then by time', () => {
    const older = 'prj_01H00000000000000000000001' as ProjectId;
    const sorted = ranks.flatMap((rank) => [p, older].map((one) => indexKeys.project(o, rank, one).gsi1sk));

    expect([...sorted].sort().reverse()).toEqual(sorted);
  });

  it('end the projects that everybody of an organisation may see at rank 3', () => {
    const seen = ranks.map((rank) => indexKeys.project(o, rank, p).gsi1sk >= '3');

    expect(seen).toEqual([true, true, false, false]);
  });

  it('sort deployments and deliveries by time', () => {
    expect(indexKeys.deployment(o, e, d)).toEqual({ gsi1pk: `ORG#${o}#ENVIRONMENT#${e}`, gsi1sk: d });
    expect(indexKeys.delivery(o, p, dlv)).toEqual({ gsi1pk: `ORG#${o}#PROJECT#${p}#DELIVERIES`, gsi1sk: dlv });
  });

  it('spread what falls due over 16 shards by its id, always the same one', () => {
    const shardOf = (one: string): string => indexKeys.due(at, one).gsi1pk;
    const all = Array.from({ length: 2000 }, (_, index) => shardOf(`prj_${index}`));

    expect(dueShards).toBe(16);
    expect(new Set(all)).toEqual(new Set(Array.from({ length: 16 }, (_, shard) => indexKeys.dueShard(shard))));
    expect(shardOf(p)).toBe(indexKeys.due('2027-01-01T00:00:00.000Z', p).gsi1pk);
  });

  it('sort what falls due by time', () => {
    expect(indexKeys.due(at, p).gsi1sk).toBe(`${at}#${p}`);
    expect(indexKeys.due(at, p).gsi1sk < indexKeys.due('2026-11-23T10:00:00.001Z', 'a').gsi1sk).toBe(true);
  });
});
