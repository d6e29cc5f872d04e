import { newId } from '#shared/contract/new-id.ts';
import type { MakeDeployment } from '#shared/domain/deliveries/applied-changes.ts';
import { newDeployment } from '#shared/domain/deployments/new-deployment.ts';

/** Copies the deployment of a merge, which is to be queued now. @param now RFC 3339 */
export const copyAt =
  (now: string): MakeDeployment =>
  (environment, _event, copied) => {
    if (copied === null) return null;
    const { branch, tag, commitSha, commitMessage, commitAuthor, trigger, deliveryId } = copied;
    const { triggeredBy, triggeredByName, repositoryPage } = copied;
    const commit = { branch, tag, commitSha, commitMessage, commitAuthor, repositoryPage };
    const same = { ...commit, trigger, triggeredBy, triggeredByName, deliveryId };
    const id = newId('deployment', now);
    return newDeployment({ ...same, id, environment, requester: null, ignoreSeries: false, now });
  };
