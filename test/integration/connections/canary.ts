import { inspect } from 'node:util';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { Answer } from '#test/call.ts';
import { AwsFaults } from '#test/integration/aws-faults.ts';
import { minutesLater } from '#test/integration/clock.ts';
import { streamRecords } from '#test/integration/stream-records.ts';
import { TableContents } from '#test/integration/table-contents.ts';
import { expectStatus, TestService } from '#test/integration/test-service.ts';
import type { ProviderStandIn } from '../providers/provider-stand-in.ts';
import { type Fault, StandInServer } from '../providers/stand-in-server.ts';
import { Connection, type Project } from './connection.ts';
import type { GitHost } from './git-host.ts';
import { hittingAny } from './outbound-faults.ts';
import { pushOf } from './real-push.ts';

vi.mock('#shared/network/guarded-fetch.ts', async (original) => (await import('./outbound.ts')).outboundMock(original));
// What waits for a provider need not wait here.
vi.mock('node:timers/promises', async () => (await import('./no-pauses.ts')).noPauses());
/** Everything that was thrown at a caller, with its causes. */
const thrown = vi.hoisted((): unknown[] => []);
vi.mock('#shared/http/problem-reply.ts', async (original) => {
  const actual = (await original()) as typeof import('#shared/http/problem-reply.ts');
  const problemReply: typeof actual.problemReply = (error, ...rest) => {
    thrown.push(error);
    return actual.problemReply(error, ...rest);
  };
  return { ...actual, problemReply };
});

let service: TestService;
let faults: AwsFaults;
let contents: TableContents;
/** Another host, where nothing of ours has to come. */
let elsewhere: StandInServer;
const runLength = 12;
/** Runs of a secret: a part of it is as much of a leak as the whole. Those that are no secret's own are left out. */
const runsOf = (secret: string): string[] =>
  secret.length <= runLength
    ? [secret]
    : Array.from({ length: secret.length - runLength + 1 }, (_, start) => secret.slice(start, start + runLength));

const formsOf = (secret: string): string[] => [
  secret,
  Buffer.from(secret).toString('base64'),
  encodeURIComponent(secret),
];

/** What a provider may say with a secret in it: a careless one quotes what it was sent. */
const tellings = (secret: string): Fault[] => {
  const words = `The token ${secret} is not good enough`;
  const bodies = [
    { message: words, error: { message: words, detail: words }, errors: [{ message: words, code: 'custom' }] },
    { message: { base: [words] }, error: words, error_description: words },
    `<html>${words}</html>`,
  ];
  return [
    'echo',
    ...[200, 401, 403, 422, 500].flatMap((status) => bodies.slice(0, 1).map((body) => ({ status, body }))),
    ...bodies.slice(1).map((body) => ({ status: 422, body })),
    { status: 429, body: bodies[0], headers: { 'retry-after': secret, 'x-ratelimit-reset': secret } },
    { status: 403, body: bodies[1], headers: { 'x-accepted-github-permissions': secret, 'x-github-sso': secret } },
    { status: 200, body: { id: secret, login: 1, full_name: secret, values: secret } },
  ];
};

const redirectTo = (location: string, status = 302): Fault => ({ status, headers: { location }, body: {} });
const redirects = (): Fault[] => [
  ...[301, 307].map((status) => redirectTo(`${elsewhere.url}/take`, status)),
  redirectTo(`//${new URL(elsewhere.url).host}/take`),
];

/**
 * The promise that no secret comes out anywhere, whatever a provider says.
 * @param hosts a provider's name and its stand-in
 */
export const describeCanaries = (hosts: readonly [string, () => Promise<GitHost>][]): void => {
  beforeAll(async () => {
    service = await TestService.start();
    faults = new AwsFaults();
    contents = new TableContents(service);
    elsewhere = await StandInServer.start(() => ({ status: 200, body: {} }));
  });
  afterAll(async () => {
    await elsewhere.stop();
    await service.stop();
  });

  describe.each(hosts)('over a whole life with a credential of %s', (_name, start) => {
    const answers: string[] = [];
    const secrets = new Map<string, readonly string[]>();
    let host: GitHost;
    let at: Connection;
    let firstThrown = 0;
    let firstLine = 0;

    const watched = (answer: Answer): Answer => {
      answers.push(`${JSON.stringify(answer.headers)}\n${answer.text}`);
      for (const hook of host.standIn.hooks()) {
        if (hook.url.startsWith(service.local.url))
          secrets.set(`the secret of ${hook.url.slice(-20)}`, runsOf(hook.secret));
      }
      return answer;
    };
    const setCredential = async (quality: 'good' | 'wrong'): Promise<Answer> => {
      const credential = { kind: 'token', token: host.tokens[quality] };
      const body = { credential, ...(host.baseUrl === null ? {} : { baseUrl: host.baseUrl }) };
      return watched(await service.api('PUT', at.settingsPath, { body }));
    };
    const sync = (project: Project) => service.api('POST', `${project.path}/repository/sync`);
    /** Every step, whatever comes of it. */
    const steps = (project: Project): (() => Promise<Answer>)[] => [
      () => setCredential('good'),
      () => at.step(project, 'regenerate-key'),
      () => at.step(project, 'reconfigure-webhook'),
      () => sync(project),
    ];

    /** Breaks the provider for each step in turn, at its first request or a later one. */
    const under = async (connected: Project, fault: Fault, afters: readonly number[]): Promise<void> => {
      const fresh = await service.project();
      for (const after of afters) {
        for (const step of [() => at.connect(fresh), () => at.disconnect(fresh), ...steps(connected)]) {
          host.standIn.break(fault, after);
          watched(await step());
          host.standIn.repair();
        }
      }
    };

    const live = async (standIn: ProviderStandIn): Promise<void> => {
      watched(await setCredential('wrong'));
      watched(await setCredential('good'));
      const project = await service.project();
      watched(await at.connect(project));
      for (const step of steps(project)) watched(await step());
      watched(await service.api('GET', `${project.path}/repository`));
      watched(await at.step(project, 'regenerate-key', true));
      watched(await at.step(project, 'reconfigure-webhook', true));
      for (const hook of standIn.hooks()) watched(await service.deliver(hook, 'push', pushOf('staging')));
      const clone = watched(await service.api('POST', `${project.path}/clone`));
      watched(await service.api('GET', at.settingsPath));
      watched(await service.api('DELETE', `/api/projects/${clone.json.id}`));
      for (const fault of tellings(host.tokens.good)) await under(project, fault, [0]);
      await under(project, 'echo', [2]);
      for (const at of [4, 7, 10]) {
        const lost = { at, when: 'after', how: 'for good' } as const;
        watched((await hittingAny(faults, lost, () => setCredential('good').catch(() => sync(project)))).result);
      }
      standIn.break('echo');
      watched(await at.step(project, 'reconfigure-webhook'));
      await minutesLater(2, () => at.tick());
      standIn.repair();
      await minutesLater(4, () => at.tick());
      watched(await at.disconnect(project));
      watched(await service.api('DELETE', project.path));
      watched(await service.api('DELETE', at.settingsPath));
      await service.settled();
    };

    beforeAll(async () => {
      host = await start();
      at = new Connection(service, host);
      for (const canary of new Set([...host.standIn.canaries, host.tokens.good])) {
        for (const form of formsOf(canary))
          secrets.set(`a form of the credential, ${form.length} characters`, runsOf(form));
      }
      firstThrown = thrown.length;
      firstLine = service.logLines.length;
      await live(host.standIn);
    });
    afterAll(() => host.standIn.stop());

    const leaked = (text: string): string[] =>
      [...secrets].filter(([, parts]) => parts.some((part) => text.includes(part))).map(([name]) => name);

    it('there were secrets to be seen, and the search finds them', () => {
      expect([...secrets.keys()].filter((name) => name.startsWith('the secret of')).length).toBeGreaterThanOrEqual(3);
      expect(answers.length).toBeGreaterThan(100);
      expect(thrown.length - firstThrown).toBeGreaterThan(30);
      for (const [name, parts] of secrets) expect(leaked(`before ${parts.at(-1)} after`)).toContain(name);
    });

    it('no answer holds one', () => {
      for (const answer of answers) expect(leaked(answer), answer).toEqual([]);
    });

    it('no log line holds one', () => {
      for (const line of service.logLines.slice(firstLine)) expect(leaked(line), line).toEqual([]);
    });

    it('no error that was thrown holds one, however deep in its causes', () => {
      for (const error of thrown.slice(firstThrown)) {
        const text = inspect(error, { depth: 12, showHidden: true, maxStringLength: null, maxArrayLength: null });
        expect(leaked(text), text.slice(0, 3000)).toEqual([]);
      }
    });

    it('no item of the table, audit records included, and nothing in its stream holds one', async () => {
      const items = await contents.texts();
      expect(items.some((item) => item.includes('#AUDIT#') && item.includes('settings.updated'))).toBe(true);
      for (const item of items) expect(leaked(item), item).toEqual([]);
      expect(leaked(JSON.stringify(await streamRecords(service)))).toEqual([]);
    });

    it('no event holds one', () => {
      expect(service.local.bus.events.length).toBeGreaterThan(0);
      expect(leaked(JSON.stringify(service.local.bus.events))).toEqual([]);
    });

    it('a redirect to another host is not followed', async () => {
      expectStatus(200, await setCredential('good'));
      const project = await at.connected();

      for (const fault of redirects()) await under(project, fault, [0]);
      await under(project, redirectTo(`${elsewhere.url}/take`), [2]);

      expect(host.standIn.requests().length).toBeGreaterThan(20);
      expect(elsewhere.requests).toEqual([]);
    });
  });
};
