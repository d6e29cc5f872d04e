import { saveBranchHeads } from '#shared/data/deliveries/branch-heads.ts';
import { listDeliveries, readDelivery, readLastDelivery } from '#shared/data/deliveries/deliveries.ts';
import { storeDelivery } from '#shared/data/deliveries/store-delivery.ts';
import { readForDecision, readForOneBranch } from '#shared/data/projects/read-project.ts';
import { unseenHead } from '#shared/domain/branch-order/branch-head.ts';
import { githubWebhook } from '#shared/providers/github/webhook.ts';
import { receiveDelivery } from '#shared/workflows/deliveries/receive-delivery.ts';
import { realPush } from '#test/fixtures/github.ts';
import { noEffects, now, sampleDelivery, secondsLater } from '../sample-records.ts';
import { storedProject } from '../stored-project.ts';
import type { Patterns } from './pattern.ts';

type Stored = Awaited<ReturnType<typeof storedProject>>;

/** What the receiver does with a published push to a branch, once its signature is proved. */
const push = ({ repository }: Stored, branch: string, after: string, before = '0'.repeat(40)) => {
  const headers = { 'x-github-event': 'push', 'x-github-delivery': '72d3162e-cc78-11e3-81ab-4c9367dc0958' };
  const payload = { ...realPush(), ref: `refs/heads/${branch}`, before, after };
  const { provider, organizationId, projectId, connectionId, generation } = repository;
  return receiveDelivery({
    hook: { rootKeyVersion: 1, provider, proof: 'body-hmac', organizationId, projectId, connectionId, generation },
    replayKey: `${branch} ${after}`,
    providerDeliveryId: githubWebhook.deliveryId(headers),
    eventName: githubWebhook.eventName(headers),
    parsed: githubWebhook.parse(headers, payload),
    receivedAt: now,
  });
};

const [first, second] = ['a'.repeat(40), 'b'.repeat(40)];

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
  'AP-52': async () => {
    const stored = await storedProject();
    return () => push(stored, 'feature/invoice-report-2026', first);
  },
  'AP-53': async () => {
    const { project, repository } = await storedProject();
    const learnt = { ...repository, deliveredGeneration: 2 };
    return () => storeDelivery(sampleDelivery(project), { ...noEffects, repositoryUpdate: learnt });
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
  'AP-59': async () => {
    const { repository } = await storedProject();
    const { organizationId, projectId, connectionId } = repository;
    const seen = { past: false, wanted: false, skipped: false, back: true, listed: [] };
    const edges = [{ before: '0'.repeat(12), after: 'a'.repeat(12), ...seen }];
    const head = { ...unseenHead, organizationId, projectId, connectionId, edges, seenAt: now, version: 1 };
    return () => saveBranchHeads(['a', 'b', 'c'].map((name) => ({ ...head, ref: `refs/heads/${name}` })));
  },
  'AP-56': async () => {
    const { organization, project } = await storedProject();
    for (let index = 0; index < 25; index += 1) {
      await storeDelivery(sampleDelivery(project, { receivedAt: secondsLater(index) }), noEffects);
    }
    return () => listDeliveries(organization, project.id, 25, null, now);
  },
};
