import { Problem } from '#shared/contract/problem.ts';
import { ConditionFailed } from '#shared/data/table/transact.ts';

/** Only the name was refused: not because the key was used before, and not because another change was faster. */
const isNameTaken = (error: unknown): boolean =>
  error instanceof ConditionFailed &&
  error.labels.has('name') &&
  ['idempotency', 'project', 'organization', 'role'].every((label) => !error.labels.has(label));

const anotherProject = 'another project, perhaps an archived one';

/**
 * Waits for a write that takes a name.
 * @param other who may have the name already, for the message
 * @throws Problem `name_taken`; what the write throws
 */
export const orNameTaken = async (name: string, write: Promise<void>, other = anotherProject): Promise<void> => {
  try {
    await write;
  } catch (error) {
    if (!isNameTaken(error)) throw error;
    throw new Problem('name_taken', `name: "${name}" is the name of ${other}. Choose another name.`, {
      errors: [{ pointer: '#/name', detail: 'is taken' }],
      cause: error,
    });
  }
};
