import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Answer, CallOptions } from '#test/call.ts';
import { githubHeaders, realPing, realPullRequest, realPush, realRepository } from '#test/fixtures/github.ts';
import { AwsFaults } from '#test/integration/aws-faults.ts';
import { minutesLater } from '#test/integration/clock.ts';
import { streamRecords } from '#test/integration/stream-records.ts';
import { TableContents } from '#test/integration/table-contents.ts';
import { TestService, type Webhook } from '#test/integration/test-service.ts';

/** What may never be seen, by the name that a failure prints instead of it. */
type Secret = { readonly name: string; readonly parts: readonly string[] };

const runLength = 20;
/** Every run of this many characters: a part of a key is as much of a leak as the whole. */
const runsOf = (text: string): string[] =>
  Array.from({ length: Math.max(0, text.length - runLength + 1) }, (_, start) => text.slice(start, start + runLength));

/** The 32 bytes of a public key, which stand at its end. */
const publicBytes = (publicKey: string): Buffer => Buffer.from(publicKey.split(' ')[1] ?? '', 'base64').subarray(-32);

/** What tells of a private key: each run of its base64 body that is not in the public key too, its seed, its frame. */
const privateParts = (pem: string, publicKey: string): string[] => {
  const body = pem.replace(/-----[^-]+-----|\s/g, '');
  const bytes = Buffer.from(body, 'base64');
  const end = bytes.lastIndexOf(publicBytes(publicKey));
  const seed = bytes.subarray(end - 32, end);
  return [
    ...runsOf(body).filter((run) => !publicKey.includes(run)),
    ...runsOf(seed.toString('base64url')),
    seed.toString('hex'),
    'PRIVATE KEY',
  ];
};

let service: TestService;
const answers: { readonly what: string; readonly text: string; readonly mayShowSecret: boolean }[] = [];
const secrets: Secret[] = [];
let texts: { readonly items: readonly string[]; readonly stream: string; readonly events: string };

const record = (what: string, answer: Answer, mayShowSecret = false): Answer => {
  answers.push({ what, text: `${JSON.stringify(answer.headers)}\n${answer.text}`, mayShowSecret });
  return answer;
};
const api = async (method: string, path: string, options: CallOptions = {}): Promise<Answer> => {
  const showsSecret = method === 'POST' && /\/repository(\/reconfigure-webhook)?$/.test(path);
  return record(`${method} ${path}`, await service.api(method, path, options), showsSecret);
};
const deliver = async (webhook: Webhook, event: string, payload: unknown): Promise<Answer> =>
  record(`delivery of ${event}`, await service.deliver(webhook, event, payload));

/** Takes what the local Secrets Manager holds now for the list of what may not be seen. */
const learnSecrets = (publicKeys: readonly string[]): void => {
  for (const name of service.local.secrets.names()) {
    if (secrets.some((secret) => secret.name === name)) continue;
    const { SecretString } = service.local.secrets.handle('GetSecretValue', { SecretId: name }) as {
      SecretString: string;
    };
    if (name.startsWith('ocore/deploy-key/')) {
      for (const publicKey of publicKeys) {
        const container = Buffer.from(SecretString.replace(/-----[^-]+-----|\s/g, ''), 'base64');
        if (container.includes(publicBytes(publicKey))) {
          secrets.push({ name, parts: privateParts(SecretString, publicKey) });
        }
      }
    } else {
      const versions = JSON.parse(SecretString) as Record<string, unknown>;
      const keys = Object.values(versions).filter((value) => typeof value === 'string');
      secrets.push({ name, parts: keys.flatMap(runsOf) });
    }
  }
};

const pushTo = (branch: string) => ({
  ...realPush(),
  ref: `refs/heads/${branch}`,
  after: randomBytes(20).toString('hex'),
});

/** The whole life of a project, with what goes wrong in it. */
const live = async (faults: AwsFaults, contents: TableContents): Promise<void> => {
  const publicKeys: string[] = [];
  const learn = (answer: Answer): Webhook => {
    const { deployKey, webhook } = answer.json as { deployKey: { publicKey: string }; webhook: Webhook };
    publicKeys.push(deployKey.publicKey);
    learnSecrets(publicKeys);
    if (typeof webhook.secret === 'string') {
      secrets.push({ name: `webhook secret of generation ${webhook.generation}`, parts: runsOf(webhook.secret) });
    }
    return webhook;
  };
  const made = await api('POST', '/api/projects', { body: { name: 'The whole life' } });
  const path = `/api/projects/${made.json.id}`;
  for (const [name, type, branch] of [
    ['Production', 'production', 'main'],
    ['Staging', 'staging', 'staging'],
  ]) {
    await api('POST', `${path}/environments`, { body: { name, type, branch } });
  }
  const body = { repositoryUrl: realRepository.sshUrl };
  const connect = (headers: Record<string, string> = {}) => api('POST', `${path}/repository`, { body, headers });
  const first = learn(await connect({ 'idempotency-key': 'connect-1' }));
  await connect({ 'idempotency-key': 'connect-1' });
  await connect();
  await api('POST', `${path}/repository`, { body: { repositoryUrl: 'git@github.com:acme/other.git' } });
  await api('POST', `${path}/repository`, { body: { repositoryUrl: 'https://user:hunter22-password@github.com/a/b' } });
  await api('GET', `${path}/repository`);
  for (const branch of ['develop', 'main']) await api('PUT', `${path}/repository`, { body: { branch } });
  await deliver(first, 'ping', realPing());
  await deliver(first, 'push', pushTo('staging'));
  await deliver(first, 'push', pushTo('nowhere'));
  await deliver(first, 'pull_request', realPullRequest(true));
  await deliver(first, 'push', 'not json');
  await deliver({ ...first, secret: 'guessed' }, 'push', pushTo('staging'));
  learn(await api('POST', `${path}/repository/regenerate-key`, { headers: { 'idempotency-key': 'rotate-1' } }));
  await api('POST', `${path}/repository/regenerate-key`, { headers: { 'idempotency-key': 'rotate-1' } });
  const second = learn(await api('POST', `${path}/repository/reconfigure-webhook`));
  await deliver(first, 'push', pushTo('staging'));
  await deliver(second, 'push', pushTo('staging'));
  learn(await api('POST', `${path}/repository/regenerate-key`, { body: { revokeNow: true } }));
  learn(await api('POST', `${path}/repository/reconfigure-webhook`, { body: { revokeNow: true } }));
  await deliver(first, 'push', pushTo('staging'));
  await api('POST', `${path}/deploy`, { body: { branch: 'staging' } });
  for (const rest of ['', '/repository', '/environments', '/branch-mappings', '/deployments']) {
    await api('GET', `${path}${rest}`);
  }
  await api('GET', '/api/me');
  await api('GET', '/api/projects?limit=1');
  const clone = await api('POST', `${path}/clone`);
  await api('PUT', `${path}/archive`);
  await api('PUT', `${path}/unarchive`);
  for (let at = 1; at <= 6; at += 1) {
    const lost = { at, when: 'after', how: 'for good' } as const;
    await faults.hitting(lost, () => api('POST', `${path}/repository/regenerate-key`));
    learnSecrets(publicKeys);
    await minutesLater(2, async () => learn(await api('POST', `${path}/repository/regenerate-key`)));
  }
  const webhook = learn(await connect());
  for (const at of [1, 2]) {
    const lost = { at, when: 'before', how: 'for good' } as const;
    await faults.hitting(lost, () => deliver(webhook, 'push', pushTo('staging')));
  }
  texts = await look(contents);
  await api('DELETE', `${path}/repository`);
  learn(await connect());
  await api('DELETE', path);
  await api('GET', path);
  await api('DELETE', `/api/projects/${clone.json.id}`);
  await deliver(first, 'push', pushTo('staging'));
  await service.anonymous('GET', '/api/me', { headers: { authorization: `Bearer ${service.token.slice(0, -1)}` } });
  await service.settled();
};

const look = async (contents: TableContents): Promise<typeof texts> => {
  await service.settled();
  return {
    items: await contents.texts(),
    stream: JSON.stringify(await streamRecords(service)),
    events: JSON.stringify(service.local.bus.events),
  };
};

/** The names of the secrets that a text holds, whole or in part. */
const leaked = (text: string, among: readonly Secret[] = secrets): string[] =>
  among.filter(({ parts }) => parts.some((part) => text.includes(part))).map(({ name }) => name);

describe('over the whole life of a project', () => {
  let end: typeof texts;
  beforeAll(async () => {
    service = await TestService.start();
    const contents = new TableContents(service);
    await live(new AwsFaults(), contents);
    end = await look(contents);
    secrets.push({ name: 'API key', parts: runsOf(service.token.split('_')[2] ?? '') });
    secrets.push({ name: 'password in a clone URL', parts: ['hunter22'] });
  });
  afterAll(() => service.stop());

  it('there were secrets to be seen, and places to see them', () => {
    const names = secrets.map((secret) => secret.name);
    expect(names.filter((name) => name.startsWith('ocore/deploy-key/')).length).toBeGreaterThanOrEqual(8);
    expect(names.filter((name) => name.startsWith('webhook secret')).length).toBeGreaterThanOrEqual(4);
    expect(names).toEqual(expect.arrayContaining(['ocore/root-key', 'ocore/lease-key']));
    for (const secret of secrets) expect(secret.parts.length).toBeGreaterThan(0);
    expect(answers.length).toBeGreaterThan(50);
    expect(service.logLines.length).toBeGreaterThan(50);
    expect(texts.items.length).toBeGreaterThan(30);
    expect(end.events.length).toBeGreaterThan(10_000);
  });

  it('the search finds a secret where there is one', () => {
    for (const { name, parts } of secrets) {
      expect(leaked(`before ${parts.at(-1)} after`)).toContain(name);
    }
    const shown = answers.filter(({ mayShowSecret, text }) => mayShowSecret && leaked(text).length > 0);
    expect(shown.length).toBeGreaterThanOrEqual(5);
  });

  it('no answer holds one, but for the webhook secret in those of connect and reconfigure-webhook', () => {
    for (const { what, text, mayShowSecret } of answers) {
      const allowed = (name: string): boolean => mayShowSecret && name.startsWith('webhook secret');
      expect(
        leaked(text).filter((name) => !allowed(name)),
        what,
      ).toEqual([]);
    }
  });

  it('no log line holds one', () => {
    for (const line of service.logLines) expect(leaked(line), line.slice(0, 80)).toEqual([]);
  });

  it('no log line holds a signature or a hook id', () => {
    const body = JSON.stringify(realPing());
    const known = githubHeaders('ping', body, 'x')['x-hub-signature-256']?.slice(0, 7) ?? '';
    for (const line of service.logLines) {
      expect(line).not.toContain(known);
      expect(line).not.toMatch(/AQAB[\w-]{90}/);
    }
  });

  it('no item of the table holds one, neither while the connection stands nor at the end', () => {
    for (const item of [...texts.items, ...end.items]) expect(leaked(item), item.slice(0, 80)).toEqual([]);
  });

  it('no change that the table has told its stream holds one', () => {
    expect(leaked(end.stream)).toEqual([]);
  });

  it('no event on the bus holds one', () => {
    expect(leaked(end.events)).toEqual([]);
  });
});
