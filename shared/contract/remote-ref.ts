import * as z from 'zod/mini';
import { BranchPattern, RefType } from './branch-mapping.ts';
import { search } from './list.ts';
import { Text } from './text.ts';

/** A branch or tag of a connected repository. Source: docs/design/resources.md, "Branches of a repository". */
export const RemoteRef = z
  .object({ type: RefType, name: Text, commitSha: Text })
  .register(z.globalRegistry, { id: 'RemoteRef' });
export type RemoteRef = z.infer<typeof RemoteRef>;

/** Which branches and tags a list holds. */
export const remoteRefFilter = {
  q: search,
  pattern: z.optional(BranchPattern),
  refType: z.optional(RefType),
};
