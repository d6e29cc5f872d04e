import { isUtf8 } from 'node:buffer';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { AwsCalls } from '#test/integration/aws-calls.ts';
import { otherOrganization } from '#test/integration/principals.ts';
import { TableContents } from '#test/integration/table-contents.ts';
import { expectStatus, TestService } from '#test/integration/test-service.ts';
import { type Delivery, receive } from './delivery.ts';
import { mutated, seededNumbers } from './mutation.ts';
import { type KindName, kindNames, makeScene, type Scene } from './scene.ts';

/** The headers that a proof is made of. */
const provingHeaders: Readonly<Record<KindName, readonly string[]>> = {
  github: ['x-hub-signature-256'],
  'gitlab-signed': ['webhook-signature', 'webhook-id', 'webhook-timestamp'],
  'gitlab-token': ['x-gitlab-token'],
  bitbucket: ['x-hub-signature'],
  gitea: ['x-gitea-signature'],
};

/** Format, cell and root-key version: an unknown version may fetch the root key once a minute, which has its own test. */
const versionCharacters = 4;

let service: TestService;
let contents: TableContents;
let aws: AwsCalls;
let refusal: string;
let refused = 0;
const scenes = new Map<KindName, Scene>();

const withBytes = (valid: Delivery, bytes: Buffer, asText: boolean): Delivery =>
  asText && isUtf8(bytes)
    ? { ...valid, body: bytes.toString() }
    : { ...valid, body: bytes.toString('base64'), isBase64Encoded: true };

/** A valid delivery with one part of what it is proved by changed; each change is one that the proof has to tell. */
const mutate = (name: KindName, valid: Delivery, other: Delivery, number: (below: number) => number): Delivery => {
  const text = (one: string, two: string): string =>
    mutated(Buffer.from(one), Buffer.from(two), number).toString('latin1');
  // A plain token does not cover the body.
  const part = number(name === 'gitlab-token' ? 2 : 3);
  if (part === 0) {
    const [id = '', otherId = ''] = [valid.hookId, other.hookId];
    const rest = text(id.slice(versionCharacters), otherId.slice(versionCharacters));
    return { ...valid, hookId: id.slice(0, versionCharacters) + rest };
  }
  if (part === 1) {
    const headers = provingHeaders[name];
    const header = headers[number(headers.length)] ?? '';
    const value = text(valid.headers[header] ?? '', other.headers[header] ?? '');
    return { ...valid, headers: { ...valid.headers, [header]: value } };
  }
  const bytes = mutated(Buffer.from(valid.body ?? ''), Buffer.from(other.body ?? ''), number);
  return withBytes(valid, bytes, number(2) === 0);
};

/**
 * The promise that a changed delivery is refused, without a write or an AWS call.
 * @param mutations of each of the five kinds
 */
export const describeMutations = (mutations: number): void => {
  beforeAll(async () => {
    service = await TestService.start();
    contents = new TableContents(service);
    const other = await otherOrganization(service, 'attacker');
    for (const token of [service.token, other.token]) {
      const body = { baseUrl: 'http://127.0.0.1:9' };
      expectStatus(200, await service.api('PUT', '/api/settings/git-providers/gitea', { token, body }));
    }
    for (const name of kindNames) scenes.set(name, await makeScene(service, name, other));
    await service.settled();
    await service.local.stream.stop();
    aws = new AwsCalls();
  });
  afterAll(async () => {
    process.stdout.write(`Mutations of valid deliveries refused, without a write or an AWS call: ${refused}.\n`);
    await service.stop();
  });

  describe.each(kindNames)('mutations of valid deliveries of %s', (name) => {
    it('are all refused, without a write or an AWS call', async () => {
      const scene = scenes.get(name);
      if (scene === undefined) throw new Error(`There is no scene of ${name}.`);
      const number = seededNumbers(20_261_126);
      const further = scene.body.replace('staging', 'develop');
      const ofSibling = (): Delivery => ({
        ...scene.valid(),
        hookId: scene.sibling.hookId,
        headers: scene.kind.sign(further, scene.sibling.secret),
        body: further,
      });
      for (const one of [scene.valid(), scene.valid(further), ofSibling()]) {
        expect([200, 202]).toContain((await receive(one)).statusCode);
      }
      // The first forgery at each webhook is noted, once in 10 minutes.
      const guessed = scene.kind.sign(scene.body, 'guessed');
      for (const one of [scene.valid(), ofSibling()]) await receive({ ...one, headers: guessed, body: scene.body });
      refusal = String((await receive({ ...scene.valid(), hookId: 'nonsense' })).body);
      const before = await contents.texts();
      const passed: Delivery[] = [];

      const { calls } = await aws.during(async () => {
        for (let count = 0; count < mutations; count += 1) {
          const other = count % 2 === 0 ? scene.valid(further) : ofSibling();
          const delivery = mutate(name, scene.valid(), other, number);
          const answer = await receive(delivery);
          if (answer.statusCode !== 401 || answer.body !== refusal) passed.push(delivery);
        }
      });
      refused += mutations - passed.length;

      expect(passed).toEqual([]);
      expect(calls).toEqual([]);
      expect(await contents.texts()).toEqual(before);
      expect([200, 202]).toContain((await receive(scene.valid())).statusCode);
    });
  });
};
