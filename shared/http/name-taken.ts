import { Problem } from '#shared/contract/problem.ts';
import { ConditionFailed } from '#shared/data/table/transact.ts';

/** Only the name was refused: not because the key was used before, and not because another change was faster. */
const isNameTaken = (error: unknown): boolean =>
  error instanceof ConditionFailed &&
  error.labels.has('name') &&
  !error.labels.has('idempotency') &&
  !error.labels.has('project');

/** Waits for the write of a project's name. @throws Problem `name_taken`; what the write throws */
export const orNameTaken = async (name: string, write: Promise<void>): Promise<void> => {
  try {
    await write;
  } catch (error) {
    if (!isNameTaken(error)) throw error;
    throw new Problem(
      'name_taken',
      `name: "${name}" is the name of another project, perhaps an archived one. Choose another name.`,
      { errors: [{ pointer: '#/name', detail: 'is taken' }], cause: error },
    );
  }
};
