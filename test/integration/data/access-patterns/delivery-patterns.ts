import { saveBranchHeads } from '#shared/data/deliveries/branch-heads.ts';
import { listDeliveries, readDelivery, readLastDelivery } from '#shared/data/deliveries/deliveries.ts';
import { storeDelivery } from '#shared/data/deliveries/store-delivery.ts';
import { endDeployment } from '#shared/data/deployments/end-deployment.ts';
import { saveSlot } from '#shared/data/deployments/save-slot.ts';
import { readEnvironment } from '#shared/data/environments/read-environment.ts';
import { readForDecision, readForOneBranch } from '#shared/data/projects/read-project.ts';
import { saveProject } from '#shared/data/projects/write-project.ts';
import { unseenHead } from '#shared/domain/branch-order/branch-head.ts';
import { startPending } from '#shared/domain/deployments/start-pending.ts';
import { renamedRepository } from '#shared/domain/repository/renamed-repository.ts';
import { withSummary } from '#shared/domain/repository/repository-summary.ts';
import { githubWebhook } from '#shared/providers/github/webhook.ts';
import { receiveDelivery } from '#shared/workflows/deliveries/receive-delivery.ts';
import { realPullRequest, realPush } from '#test/fixtures/github.ts';
import { anyDelivery, changed, noEffects, now, sampleDelivery, secondsLater } from '../sample-records.ts';
import { storedProject } from '../stored-project.ts';
import type { Patterns } from './pattern.ts';

type Stored = Awaited<ReturnType<typeof storedProject>>;

/** What the receiver does with a published delivery, once its signature is proved. */
const receive = ({ repository }: Stored, event: string, replayKey: string, payload: unknown) => {
  const headers = { 'x-github-event': event, 'x-github-delivery': '72d3162e-cc78-11e3-81ab-4c9367dc0958' };
  const { provider, organizationId, projectId, connectionId, generation } = repository;
  return receiveDelivery({
    hook: { rootKeyVersion: 1, provider, proof: 'body-hmac', organizationId, projectId, connectionId, generation },
    replayKey,
    providerDeliveryId: githubWebhook.deliveryId(headers),
    eventName: githubWebhook.eventName(headers),
    parsed: githubWebhook.parse(headers, payload),
    receivedAt: now,
  });
};

const push = (stored: Stored, branch: string, after: string, before = '0'.repeat(40), over: object = {}) =>
  receive(stored, 'push', `${branch} ${after}`, { ...realPush(), ref: `refs/heads/${branch}`, before, after, ...over });

/** The n-th commit of `main`. */
const commit = (n: number): string => n.toString(16).padStart(12, '0').padEnd(40, '0');

/** The n-th push to `main`: the merge of a request of four commits. */
const pushMerge = (stored: Stored, n: number) => {
  const listed = [1, 2, 3, 4].map((own) => ({ id: commit(1000 * own + n) }));
  return push(stored, 'main', commit(n), commit(n - 1), { commits: [...listed, { id: commit(n) }] });
};

/** The n-th merge into `main`. */
const merge = (stored: Stored, n: number) => {
  const payload = realPullRequest(true);
  const pull = payload.pull_request as { readonly base: object };
  const merged = { merge_commit_sha: commit(n), merged_at: secondsLater(60 * n), base: { ...pull.base, ref: 'main' } };
  const { repository } = realPush();
  return receive(stored, 'pull_request', `merge ${n}`, {
    ...payload,
    repository,
    pull_request: { ...pull, ...merged },
  });
};

/** A project into whose `main` ten requests were merged. */
const mergedProject = async (): Promise<Stored> => {
  const stored = await storedProject();
  for (let n = 1; n <= 10; n += 1) {
    await pushMerge(stored, n);
    await merge(stored, n);
  }
  return stored;
};

/** A project with 25 deliveries. */
const deliveredProject = async (): Promise<Stored> => {
  const stored = await storedProject();
  for (let index = 0; index < 25; index += 1) {
    await storeDelivery(sampleDelivery(stored.project, { receivedAt: secondsLater(index) }), noEffects);
  }
  return stored;
};

const [first, second] = ['a'.repeat(40), 'b'.repeat(40)];

/** A project whose Staging ran deployments of `first` and `second`, with these ends. */
const deployedProject = async (...ends: readonly ('succeeded' | 'failed')[]): Promise<Stored> => {
  const stored = await storedProject();
  const { organization, project, environments, mutation } = stored;
  for (const [index, status] of ends.entries()) {
    await push(stored, 'staging', index === 0 ? first : second, index === 0 ? undefined : first);
    const queued = await readEnvironment(organization, project.id, environments.staging.id);
    const step =
      queued === null ? null : startPending(queued, { id: 'lease', runner: 'build-1' }, mutation.principal, now);
    if (step === null) throw new Error('Nothing is queued.');
    await saveSlot(step, null);
    const { organizationId, projectId, id: environmentId } = step.after;
    const fields = { status, completedAt: secondsLater(60), durationMs: 60_000, errorMessage: null };
    const end = { deploymentId: step.deployment.id, name: 'staging', fields };
    await endDeployment({ organizationId, projectId, environmentId, leaseId: 'lease' }, end, mutation);
  }
  return stored;
};

export const deliveryPatterns: Patterns = {
  'AP-50': async () => {
    const stored = await storedProject();
    return () => push(stored, 'staging', first);
  },
  'AP-51': async () => {
    const stored = await storedProject();
    await push(stored, 'staging', first);
    return () => push(stored, 'staging', second, first);
  },
  'AP-77': async () => {
    const stored = await deployedProject('succeeded');
    return () => push(stored, 'staging', second, first);
  },
  'AP-78': async () => {
    const stored = await deployedProject('succeeded', 'failed');
    return () => push(stored, 'staging', 'c'.repeat(40), second);
  },
  'AP-52': async () => {
    const stored = await storedProject();
    return () => push(stored, 'feature/invoice-report-2026', first);
  },
  'AP-53': async () => {
    const { project, repository } = await storedProject();
    const after = { ...repository, deliveredGeneration: 2 };
    const repositoryUpdate = { before: repository, after, project: null };
    return () => storeDelivery(sampleDelivery(project), { ...noEffects, repositoryUpdate });
  },
  'AP-74': async () => {
    const { project, repository } = await storedProject();
    const after = { ...repository, ...renamedRepository(repository, 'Codertocat/Renamed') };
    const repositoryUpdate = { before: repository, after, project: withSummary(project, after, now, null) };
    return () => storeDelivery(sampleDelivery(project), { ...noEffects, repositoryUpdate });
  },
  'AP-54': async () => {
    const { organization, project } = await storedProject();
    const delivery = sampleDelivery(project);
    await storeDelivery(delivery, noEffects);
    return () => readDelivery(organization, project.id, delivery.id);
  },
  'AP-55': async () => {
    const { organization, project } = await storedProject();
    await storeDelivery(sampleDelivery(project), noEffects);
    return () => readLastDelivery(organization, project.id);
  },
  'AP-57': async () => {
    const stored = await storedProject();
    for (let index = 0; index < 5; index += 1) await push(stored, 'staging', index.toString().repeat(40));
    const { organization, project } = stored;
    return () => readForDecision(organization, project.id, ['refs/heads/staging'], now);
  },
  'AP-58': async () => {
    const stored = await storedProject();
    await push(stored, 'staging', first);
    const { organization, project } = stored;
    return () => readForOneBranch(organization, project.id, 'refs/heads/staging', now);
  },
  'AP-71': async () => {
    const stored = await mergedProject();
    return () => pushMerge(stored, 11);
  },
  'AP-72': async () => {
    const stored = await mergedProject();
    return () => merge(stored, 11);
  },
  'AP-73': async () => {
    const stored = await mergedProject();
    for (const branch of ['staging', 'develop']) await push(stored, branch, first);
    const { organization, project, repository } = stored;
    const { connectionId } = repository;
    const owner = { organizationId: organization, projectId: project.id, connectionId, seenAt: now, version: 1 };
    const heads = ['a', 'b'].map((name) => ({ ...unseenHead, ...owner, ref: `refs/heads/${name}` }));
    await saveBranchHeads(heads);
    return () => readForDecision(organization, project.id, ['refs/heads/main'], now);
  },
  'AP-76': async () => {
    const stored = await storedProject();
    const { project, mutation } = stored;
    const branchMappings = project.branchMappings.map((mapping) => ({ ...mapping, paths: ['addons'] }));
    const repository = project.repository === null ? null : { ...project.repository, comparesCommits: true };
    const filtered = changed(project, { branchMappings, repository });
    await saveProject(project, filtered, mutation, { action: 'mapping.updated' });
    await push(stored, 'staging', first);
    return () => push(stored, 'staging', second);
  },
  'AP-59': async () => {
    const { repository } = await storedProject();
    const { organizationId, projectId, connectionId } = repository;
    const seen = { past: false, wanted: false, skipped: false, back: true, listed: [] };
    const edges = [{ before: '0'.repeat(12), after: 'a'.repeat(12), ...seen }];
    const head = { ...unseenHead, organizationId, projectId, connectionId, edges, seenAt: now, version: 1 };
    return () => saveBranchHeads(['a', 'b', 'c'].map((name) => ({ ...head, ref: `refs/heads/${name}` })));
  },
  'AP-92': async () => {
    const { organization, project } = await deliveredProject();
    const filter = { ...anyDelivery, ref: 'feature/x', outcome: 'deploy' } as const;
    return () => listDeliveries(organization, project.id, filter, 25, null, now);
  },
  'AP-56': async () => {
    const { organization, project } = await deliveredProject();
    return () => listDeliveries(organization, project.id, anyDelivery, 25, null, now);
  },
};
