import type { Deployment } from '#shared/contract/deployment.ts';
import { triggerWords } from '../ui/status.tsx';

/** Who asked for a deployment, as they were called then. */
export const requester = ({ triggeredBy, triggeredByName }: Deployment): string => triggeredByName ?? triggeredBy;

/** "Branch main", "Tag v2". */
const refWords = ({ branch, tag }: Deployment): string =>
  tag !== null ? `Tag ${tag}` : branch !== null ? `Branch ${branch}` : 'A commit alone';

/** "Branch main, started by a push (Mona)". */
export const originWords = (deployment: Deployment): string =>
  `${refWords(deployment)}, started by ${triggerWords[deployment.trigger]} (${requester(deployment)})`;
