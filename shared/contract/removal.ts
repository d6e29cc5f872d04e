import * as z from 'zod/mini';
import { Text, TextOrNull } from './text.ts';

/** The highest count in a removal. It means this many or more. */
export const maxRemovalCount = 1000;

const Count = z.int().check(z.minimum(0), z.maximum(maxRemovalCount));

/**
 * What a deletion or a disconnection will remove. Source: docs/design/resources.md, "Removal".
 */
export const Removal = z
  .object({
    counts: z.object({
      environments: Count,
      branchMappings: Count,
      deployments: Count,
      deliveries: Count,
      submoduleKeys: Count,
    }),
    remote: z.array(z.object({ what: Text, automatic: z.boolean(), where: TextOrNull })),
  })
  .register(z.globalRegistry, { id: 'Removal' });
export type Removal = z.infer<typeof Removal>;
