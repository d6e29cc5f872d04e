import { randomBytes } from 'node:crypto';
import { ulid } from 'ulid';
import * as z from 'zod';
import { invoke } from './function-registry.ts';
import type { StateDirectory } from './state-directory.ts';

const createOrganization = 'admin/create-organization';

const Created = z.object({
  organization: z.object({ id: z.string(), slug: z.string(), name: z.string() }),
  apiKey: z.string(),
});
export type Organization = z.infer<typeof Created>['organization'];

const FirstKey = z.object({ id: z.string(), secret: z.string() });
/** The file with what the first key is made of, which is kept until the key has been shown. */
export const firstKeyFile = 'first-key.json';

/**
 * Finds the organisation of this state, or makes it. What its key is made of is kept until the key has been shown, so that
 * the start after a killed one gives the same organisation and the same key.
 */
export const firstOrganization = async (
  state: StateDirectory,
): Promise<{ organization: Organization; apiKey: string | null }> => {
  const kept = Created.shape.organization.safeParse(state.read('organization.json'));
  const begun = FirstKey.safeParse(state.read(firstKeyFile));
  if (kept.success && !begun.success) return { organization: kept.data, apiKey: null };
  const firstKey = begun.data ?? { id: ulid(), secret: randomBytes(32).toString('hex') };
  state.write(firstKeyFile, firstKey);
  const made = Created.parse(await invoke(createOrganization, { slug: 'local', name: 'Local', firstKey }));
  state.write('organization.json', made.organization);
  return made;
};
