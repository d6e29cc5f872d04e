import * as z from 'zod/mini';
import { RefType } from './branch-mapping.ts';
import { search } from './list.ts';
import { Text } from './text.ts';
import { textLimits } from './text-limits.ts';

/** A branch or tag of a connected repository. Source: docs/design/resources.md, "Branches of a repository". */
export const RemoteRef = z
  .object({ type: RefType, name: Text, commitSha: Text })
  .register(z.globalRegistry, { id: 'RemoteRef' });
export type RemoteRef = z.infer<typeof RemoteRef>;

/** Which branches and tags a list holds. */
export const remoteRefFilter = {
  q: search,
  pattern: z.optional(
    z
      .string()
      .check(
        z.minLength(1, 'must have 1 to 250 characters'),
        z.maxLength(textLimits.branchPattern, 'must have 1 to 250 characters'),
      ),
  ),
  refType: z.optional(RefType),
};
