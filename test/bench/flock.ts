import { startService } from '#infra/local/service.ts';
import { type Answer, call } from '#test/call.ts';
import { followingPushes, githubHeaders, realRepository } from '#test/fixtures/github.ts';
import { seeded, shuffled } from '#test/fixtures/shuffled.ts';
import { deliverDirectly } from '#test/integration/webhooks/direct-delivery.ts';

// Run in a process of its own, with a service of its own: the embedded engine takes longer for each transaction the more
// it has had. Takes how many deliveries and a seed, and writes how many it sent, how long they took and what went wrong.
const [deliveries = 0, seed = 0] = process.argv.slice(2).map(Number);
const projects = 4;
const branches = ['staging', 'develop', 'demo'] as const;
const atOnce = 16;
/** So many of them may have to be delivered again. */
const maxAgain = 20;

type Json = Record<string, unknown>;
type Target = { readonly port: number; readonly token: string };
type Sent = { readonly webhook: { readonly url: string }; readonly body: string; readonly secret: string };
type Member = {
  readonly path: string;
  readonly webhook: { readonly url: string; readonly secret: string };
  readonly environments: ReadonlyMap<string, string>;
  readonly pushes: Json[];
};

const memberOf = async (target: Target, name: string): Promise<Member> => {
  const api = (method: string, path: string, body: unknown): Promise<Answer> =>
    call({ port: target.port }, method, path, { token: target.token, body });
  const { json } = await api('POST', '/api/projects', { name });
  const path = `/api/projects/${String(json.id)}`;
  const environments = new Map<string, string>();
  for (const branch of branches) {
    const made = await api('POST', `${path}/environments`, { name: branch, type: 'development', branch });
    environments.set(branch, String(made.json.id));
  }
  const connected = await api('POST', `${path}/repository`, { repositoryUrl: realRepository.sshUrl });
  return { path, webhook: connected.json.webhook as Member['webhook'], environments, pushes: [] };
};

/** Every deployment of a project, by commit; how often a commit has one. */
const deployedOf = async (target: Target, { path }: Member): Promise<Map<string, number>> => {
  const found = new Map<string, number>();
  let cursor = '';
  do {
    const { json } = await call({ port: target.port }, 'GET', `${path}/deployments?limit=100${cursor}`, {
      token: target.token,
    });
    for (const { commitSha } of json.deployments as { commitSha: string }[]) {
      found.set(commitSha, (found.get(commitSha) ?? 0) + 1);
    }
    cursor = json.nextCursor === null ? '' : `&cursor=${String(json.nextCursor)}`;
  } while (cursor !== '');
  return found;
};

const faultsOf = async (target: Target, member: Member): Promise<string[]> => {
  const faults: string[] = [];
  const deployed = await deployedOf(target, member);
  for (const { after } of member.pushes) {
    const times = deployed.get(String(after)) ?? 0;
    if (times !== 1) faults.push(`${String(after)} has ${times} deployments`);
  }
  for (const [branch, id] of member.environments) {
    const { json } = await call({ port: target.port }, 'GET', `${member.path}/environments/${id}`, {
      token: target.token,
    });
    const newest = member.pushes.findLast((push) => push.ref === `refs/heads/${branch}`)?.after;
    const pending = (json.pending as { commitSha: string } | null)?.commitSha;
    if (pending !== newest) faults.push(`${branch} ends at ${pending}, not at ${String(newest)}`);
  }
  return faults;
};

const service = await startService({ stateDir: null });
const write = process.stderr.write.bind(process.stderr);
process.stderr.write = ((chunk: string) => String(chunk).startsWith('{"level":"info"') || write(chunk)) as typeof write;
try {
  await service.stream.stop();
  const target = { port: Number(new URL(service.url).port), token: service.apiKey ?? '' };
  const members: Member[] = [];
  for (let index = 0; index < projects; index += 1) members.push(await memberOf(target, `Herd ${index}`));
  const random = seeded(seed);
  const sent: Sent[] = [];
  const makers = members.map(() => followingPushes());
  for (let index = 0; sent.length < deliveries; index += 1) {
    const member = members[index % members.length];
    const make = makers[index % members.length];
    const branch = branches[Math.floor(random() * branches.length)];
    if (member === undefined || make === undefined || branch === undefined) break;
    const push = make(branch);
    member.pushes.push(push);
    const one = { webhook: member.webhook, body: JSON.stringify(push), secret: member.webhook.secret };
    sent.push(one);
    if (random() < 0.1) sent.push(one);
  }
  const waiting = shuffled(sent, seed);
  const faults: string[] = [];
  let again = 0;
  const began = performance.now();
  const work = async (): Promise<void> => {
    for (let one = waiting.pop(); one !== undefined; one = waiting.pop()) {
      const { status } = await deliverDirectly(one.webhook, one.body, githubHeaders('push', one.body, one.secret));
      if (status < 300) continue;
      // 503 asks for another delivery: on a machine that stands still for 6 s, every race is lost.
      again += 1;
      if (status === 503 && again < maxAgain) waiting.unshift(one);
      else faults.push(`a delivery was answered with ${status}`);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, work));
  const seconds = (performance.now() - began) / 1000;
  for (const member of members) faults.push(...(await faultsOf(target, member)));
  process.stdout.write(JSON.stringify({ sent: sent.length, seconds, again, faults }));
} finally {
  process.stderr.write = write;
  await service.stop();
}
