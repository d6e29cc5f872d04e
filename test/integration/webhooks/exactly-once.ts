import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { followingPushes, githubHeaders } from '#test/fixtures/github.ts';
import { gitlabPush, gitlabTokenHeaders, zeros } from '#test/fixtures/other-providers.ts';
import { shuffled } from '#test/fixtures/shuffled.ts';
import { expectStatus, TestService, type Webhook } from '#test/integration/test-service.ts';
import { deliverDirectly } from './direct-delivery.ts';

let service: TestService;

type Json = Record<string, unknown>;
const branches = ['alpha', 'beta', 'gamma', 'delta', 'epsilon'] as const;

/** How much is delivered. */
export type Herd = {
  /** Random orders, each on a project of its own at each provider. */
  readonly orders: number;
  /** Pushes to each of the five branches. */
  readonly pushesEach: number;
  /** How often each is delivered at once, and then again under a new id. */
  readonly copies: number;
};

/** Makes the pushes of a branch, one following the other; each with the headers of a delivery under any id. */
type Provider = {
  readonly repositoryUrl: string;
  readonly next: () => (branch: string) => Json;
  readonly headers: (body: string, secret: string, id: string) => Record<string, string>;
};

const gitlabPushes = (): ((branch: string) => Json) => {
  const heads = new Map<string, string>();
  let count = 0;
  return (branch) => {
    count += 1;
    const id = count.toString(16).padStart(12, '0').padEnd(40, 'd');
    const before = heads.get(branch) ?? zeros;
    heads.set(branch, id);
    const timestamp = new Date(Date.parse('2026-11-23T10:00:00Z') + count * 1000).toISOString();
    const commits = [{ id, message: `Push ${count}`, timestamp, author: { name: 'Jo Smith' } }];
    return gitlabPush({ ref: `refs/heads/${branch}`, before, after: id, checkout_sha: id, commits });
  };
};

const providers: Readonly<Record<string, Provider>> = {
  // Known again by the bytes of its body.
  github: {
    repositoryUrl: 'git@github.com:Codertocat/Hello-World.git',
    next: followingPushes,
    headers: (body, secret, id) => ({ ...githubHeaders('push', body, secret), 'x-github-delivery': id }),
  },
  // Known again by its id; under a new one, by the branch alone.
  gitlab: {
    repositoryUrl: 'git@gitlab.com:acme/team/odoo-custom.git',
    next: gitlabPushes,
    headers: (_body, secret, id) => gitlabTokenHeaders('Push Hook', secret, id),
  },
};

const connected = async (repositoryUrl: string) => {
  const { path } = await service.project();
  const environments = new Map<string, string>();
  for (const branch of branches) {
    environments.set(branch, await service.environment(path, { name: branch, type: 'development', branch }));
  }
  const made = expectStatus(201, await service.api('POST', `${path}/repository`, { body: { repositoryUrl } }));
  return { path, environments, webhook: made.json.webhook as Webhook };
};

const deploymentsOf = async (path: string): Promise<Json[]> =>
  expectStatus(200, await service.api('GET', `${path}/deployments?limit=100`)).json.deployments as Json[];

/** The promise that each push makes one deployment, whatever comes how often in which order, on a service of its own. */
export const describeExactlyOnce = ({ orders, pushesEach, copies }: Herd): void => {
  beforeAll(async () => {
    service = await TestService.start();
  });
  afterAll(() => service.stop());

  describe.each(Object.entries(providers))('deliveries of %s', (_name, { repositoryUrl, next, headers }) => {
    it.each(Array.from({ length: orders }, (_, order) => order))(
      'in random order %i, copies of each at once and again under new ids, make one deployment each',
      async (order) => {
        const { path, environments, webhook } = await connected(repositoryUrl);
        const push = next();
        const pushes = Array.from({ length: pushesEach }, () => branches.map((branch) => push(branch))).flat();
        const bodies = pushes.map((payload) => JSON.stringify(payload));
        const deliverAll = async (round: string): Promise<void> => {
          for (const [index, body] of shuffled([...bodies.entries()], order)) {
            const sent = Array.from({ length: copies }, () =>
              deliverDirectly(webhook, body, headers(body, webhook.secret, `${round}-${index}`)),
            );
            for (const { status } of await Promise.all(sent)) expect(status).toBeLessThan(300);
          }
        };

        await deliverAll('first');
        await deliverAll('again');

        const deployments = await deploymentsOf(path);
        expect(deployments.map((one) => one.commitSha).sort()).toEqual(pushes.map((one) => one.after).sort());
        for (const branch of branches) {
          const { json } = await service.api('GET', `${path}/environments/${environments.get(branch)}`);
          const newest = pushes.findLast((one) => one.ref === `refs/heads/${branch}`);
          expect(json.pending).toMatchObject({ commitSha: newest?.after });
        }
        expect(deployments.filter((one) => one.status === 'queued')).toHaveLength(branches.length);
        expect(deployments.filter((one) => one.status === 'superseded')).toHaveLength(pushes.length - branches.length);
      },
    );
  });
};
