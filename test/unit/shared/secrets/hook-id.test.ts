import { createHmac, createSecretKey } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { OrganizationId, ProjectId } from '#shared/contract/id.ts';
import { claimedKeyVersion, decodeHookId, encodeHookId, type Hook } from '#shared/secrets/hook-id.ts';

const key = createSecretKey(Buffer.alloc(32, 7));
const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

const ulid = fc
  .tuple(
    fc.constantFrom(...'01234567'),
    fc.string({ unit: fc.constantFrom(...alphabet), minLength: 25, maxLength: 25 }),
  )
  .map((parts) => parts.join(''));
const hook: fc.Arbitrary<Hook> = fc.record({
  rootKeyVersion: fc.integer({ min: 1, max: 255 }),
  provider: fc.constantFrom('github', 'gitlab', 'bitbucket', 'gitea'),
  proof: fc.constantFrom('body-hmac', 'signing-token', 'plain-token'),
  organizationId: ulid.map((text) => `org_${text}` as OrganizationId),
  projectId: ulid.map((text) => `prj_${text}` as ProjectId),
  connectionId: ulid,
  generation: fc.integer({ min: 0, max: 0xffffffff }),
});

const example: Hook = {
  rootKeyVersion: 1,
  provider: 'github',
  proof: 'body-hmac',
  organizationId: 'org_01J00000000000000000000000' as OrganizationId,
  projectId: 'prj_01J00000000000000000000001' as ProjectId,
  connectionId: '01J00000000000000000000002',
  generation: 1,
};
const id = encodeHookId(example, key);

const signedBy = (payload: Buffer): string =>
  Buffer.concat([payload, createHmac('sha256', key).update(payload).digest().subarray(0, 16)]).toString('base64url');

describe('a hook id', () => {
  it('comes back as the hook that it was made of', () => {
    fc.assert(
      fc.property(hook, (one) => {
        expect(decodeHookId(encodeHookId(one, key), key)).toEqual(one);
      }),
      { numRuns: 500 },
    );
  });

  it('goes into a path as it is', () => {
    fc.assert(
      fc.property(hook, (one) => {
        expect(encodeHookId(one, key)).toMatch(/^[A-Za-z0-9_-]{98}$/);
      }),
    );
  });

  it('tells the version of the root key before anything is proved', () => {
    fc.assert(
      fc.property(hook, (one) => {
        expect(claimedKeyVersion(encodeHookId(one, key))).toBe(one.rootKeyVersion);
      }),
    );
  });

  it('begins with a format byte and a cell byte of 0', () => {
    expect([...Buffer.from(id, 'base64url').subarray(0, 2)]).toEqual([1, 0]);
  });

  it('differs wherever the hook differs', () => {
    fc.assert(
      fc.property(hook, hook, (one, other) => {
        fc.pre(JSON.stringify(one) !== JSON.stringify(other));
        expect(encodeHookId(one, key)).not.toBe(encodeHookId(other, key));
      }),
    );
  });

  it.each<[string, Partial<Hook>]>([
    ['provider', { provider: 'gitea' }],
    ['proof', { proof: 'plain-token' }],
    ['organisation', { organizationId: 'org_01J00000000000000000000009' as OrganizationId }],
    ['project', { projectId: 'prj_01J00000000000000000000009' as ProjectId }],
    ['connection', { connectionId: '01J00000000000000000000009' }],
    ['generation', { generation: 2 }],
    ['root key version', { rootKeyVersion: 2 }],
  ])('of another %s has another proof', (_what, change) => {
    const other = encodeHookId({ ...example, ...change }, key);

    expect(Buffer.from(other, 'base64url').subarray(57)).not.toEqual(Buffer.from(id, 'base64url').subarray(57));
  });

  it('is not made with a proof from another hook', () => {
    fc.assert(
      fc.property(hook, hook, (one, other) => {
        fc.pre(JSON.stringify(one) !== JSON.stringify(other));
        const payload = Buffer.from(encodeHookId(one, key), 'base64url').subarray(0, 57);
        const proof = Buffer.from(encodeHookId(other, key), 'base64url').subarray(57);
        expect(decodeHookId(Buffer.concat([payload, proof]).toString('base64url'), key)).toBeNull();
      }),
    );
  });
});

describe('an id that we did not make is refused', () => {
  it('with any single bit flipped', () => {
    const bytes = Buffer.from(id, 'base64url');
    const accepted = Array.from({ length: bytes.length * 8 }, (_, bit) => {
      const flipped = Buffer.from(bytes);
      flipped[bit >> 3] = (flipped[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      return flipped.toString('base64url');
    }).filter((text) => decodeHookId(text, key) !== null);

    expect(accepted).toEqual([]);
  });

  it('with any one character replaced, which covers every other spelling of the last bits', () => {
    const characters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_+/=';
    const accepted = [...id].flatMap((present, at) =>
      [...characters]
        .filter((one) => one !== present)
        .map((one) => id.slice(0, at) + one + id.slice(at + 1))
        .filter((text) => decodeHookId(text, key) !== null),
    );

    expect(accepted).toEqual([]);
  });

  it.each([
    ['padded', `${id}==`],
    ['in the alphabet of plain base64', Buffer.from(id, 'base64url').toString('base64')],
    ['in hexadecimal', Buffer.from(id, 'base64url').toString('hex')],
    ['with a blank before it', ` ${id}`],
    ['with a line break after it', `${id}\n`],
    ['with a null character after it', `${id}\u0000`],
    ['in lower case', id.toLowerCase()],
    ['percent-encoded', `%${id.charCodeAt(0).toString(16)}${id.slice(1)}`],
    ['without its last character', id.slice(0, -1)],
    ['with one character more', `${id}A`],
    ['twice', id + id],
    ['empty', ''],
    ['of zeros', 'A'.repeat(98)],
  ])('%s', (_how, text) => {
    expect(decodeHookId(text, key)).toBeNull();
  });

  it('with a key that is not the one that made it', () => {
    expect(decodeHookId(id, createSecretKey(Buffer.alloc(32, 8)))).toBeNull();
  });

  it('whatever text it is', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string({ unit: 'binary' }),
          fc.uint8Array({ minLength: 73, maxLength: 73 }).map((bytes) => Buffer.from(bytes).toString('base64url')),
        ),
        (text) => {
          expect(decodeHookId(text, key)).toBeNull();
        },
      ),
      { numRuns: 1000 },
    );
  });

  it('with a provider or a proof that does not exist, although its MAC is right', () => {
    const [unknownProvider, unknownProof] = [3, 4].map((at) => {
      // What another release of the service, which knows more providers, would have made.
      const cut = Buffer.from(id, 'base64url').subarray(0, 57);
      cut[at] = 200;
      return cut;
    });

    for (const payload of [unknownProvider, unknownProof]) {
      const text = signedBy(payload ?? Buffer.alloc(57));
      expect(claimedKeyVersion(text)).toBe(1);
      expect(decodeHookId(text, key)).toBeNull();
    }
  });

  it('of another format or cell, before its proof is even looked at', () => {
    for (const at of [0, 1]) {
      const payload = Buffer.from(id, 'base64url').subarray(0, 57);
      payload[at] = 9;
      expect(claimedKeyVersion(signedBy(payload))).toBeNull();
    }
  });
});
