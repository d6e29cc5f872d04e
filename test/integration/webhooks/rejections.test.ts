import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { realPing, realPush } from '#test/fixtures/github.ts';
import { AwsCalls } from '#test/integration/aws-calls.ts';
import { AwsFaults } from '#test/integration/aws-faults.ts';
import { minutesLater } from '#test/integration/clock.ts';
import { type Connected, expectStatus, TestService, type Webhook } from '#test/integration/test-service.ts';

let service: TestService;
let aws: AwsCalls;
let faults: AwsFaults;
let project: Connected;
beforeAll(async () => {
  service = await TestService.startWithoutStream();
  aws = new AwsCalls();
  faults = new AwsFaults();
});
afterAll(() => service.stop());
beforeEach(async () => {
  project = await service.connectedProject();
});

const repository = async (): Promise<Record<string, unknown>> =>
  expectStatus(200, await service.api('GET', `${project.path}/repository`)).json;
const rejectedAt = async (): Promise<unknown> => (await repository()).lastRejectedAt;

const forge = (webhook: Pick<Webhook, 'url'> = project.webhook) =>
  service.deliver({ url: webhook.url, secret: 'not the secret' }, 'push', realPush());
const ping = () => service.deliver(project.webhook, 'ping', { ...realPing(), repository: realPush().repository });

const reconfigure = async (): Promise<Webhook> =>
  expectStatus(200, await service.api('POST', `${project.path}/repository/reconfigure-webhook`)).json
    .webhook as Webhook;

describe('a delivery to a real webhook that its secret did not sign', () => {
  it('is refused as every other, and the repository tells when it came', async () => {
    const before = new Date().toISOString();
    expect(await rejectedAt()).toBeNull();

    const answer = await forge();

    const unknown = await forge({ url: `${project.webhook.url}x` });
    expect([answer.status, answer.json.detail]).toEqual([unknown.status, unknown.json.detail]);
    expect(answer.status).toBe(401);
    const at = String(await rejectedAt());
    expect(at >= before && at <= new Date().toISOString()).toBe(true);
  });

  it('costs one write in 10 minutes, however many come', async () => {
    const first = await aws.during(() => Promise.all(Array.from({ length: 20 }, () => forge())));
    const soon = await minutesLater(9, () => aws.during(() => forge()));
    const later = await minutesLater(11, () => aws.during(() => forge()));

    expect(first.calls).toEqual(['UpdateItem']);
    expect(soon.calls).toEqual([]);
    expect(later.calls).toEqual(['UpdateItem']);
    expect(String(await rejectedAt()) > new Date().toISOString()).toBe(true);
  });

  it('disturbs no other write and no ETag of the configuration: the version stays', async () => {
    const versionOf = async (): Promise<string | undefined> =>
      (await service.api('GET', `${project.path}/repository`)).headers.etag?.split('.')[0];
    const version = await versionOf();

    await forge();

    expect(await versionOf()).toBe(version);
    expectStatus(200, await service.api('PUT', `${project.path}/repository`, { body: { branch: 'trunk' } }));
    expect(await rejectedAt()).not.toBeNull();
  });

  it('is not noted at a connection that has another generation by now', async () => {
    await forge();
    const old = project.webhook;
    const next = await reconfigure();
    expect(await rejectedAt()).toBeNull();

    await minutesLater(11, () => forge(old));
    expect(await rejectedAt()).toBeNull();

    await forge(next);
    expect(await rejectedAt()).not.toBeNull();
  });

  it('is not noted at a connection that came after its own', async () => {
    expectStatus(200, await service.api('DELETE', `${project.path}/repository`));
    await forge();
    const body = { repositoryUrl: 'git@github.com:acme/odoo-custom.git' };
    expectStatus(201, await service.api('POST', `${project.path}/repository`, { body }));

    await minutesLater(11, () => forge());

    expect(await rejectedAt()).toBeNull();
  });

  it('is answered alike where the note fails, and the log tells the fault', async () => {
    const expected = await forge({ url: `${project.webhook.url}x` });
    const logged = service.logLines.length;

    const { result, hit } = await faults.hitting({ at: 1, when: 'before', how: 'once' }, () => forge());

    expect(hit).toBe(true);
    expect([result.status, result.json.detail]).toEqual([401, expected.json.detail]);
    expect(service.logLines.slice(logged).join('\n')).toMatch(/"message":"delivery refused".*"error":"Crash"/);
    expect((await aws.during(() => forge())).calls).toEqual([]);
  });
});

describe('a delivery that is refused for something else', () => {
  it('is not noted, and its webhook id is not known', async () => {
    const { url } = project.webhook;
    const unknown = url.at(-9) === 'A' ? 'B' : 'A';
    const { calls } = await aws.during(() => forge({ url: `${url.slice(0, -9)}${unknown}${url.slice(-8)}` }));

    expect(calls).toEqual([]);
    expect(await rejectedAt()).toBeNull();
  });

  it('is not noted, and it is authentic but to a retired webhook', async () => {
    const body = { revokeNow: true };
    expectStatus(200, await service.api('POST', `${project.path}/repository/reconfigure-webhook`, { body }));

    const { result, calls } = await aws.during(ping);

    expect([result.status, calls]).toEqual([401, ['Query']]);
    expect(await rejectedAt()).toBeNull();
  });
});
