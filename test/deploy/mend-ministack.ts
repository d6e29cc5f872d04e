import { globSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const call = `_update_resource(
                        resource_type, prev.get("PhysicalResourceId", child_logical_id),
                        old_tagged, new_tagged, child_name, child_logical_id,
                    )`;
const mended = call.replace(
  'child_logical_id,\n                    )',
  'child_logical_id, prev.get("Attributes"),\n                    )',
);

/**
 * Where MiniStack 1.5.33 differs from AWS: an update of a nested stack forgets the attributes of each resource that stays as it
 * is, and then fails at the next one that refers to them. It hands them on in other stacks.
 * @param executable in its virtual environment
 * @throws Error if this MiniStack is another one
 */
export const mendNestedUpdates = (executable: string): void => {
  const source = 'lib/python3*/site-packages/ministack/services/cloudformation/provisioners.py';
  const [file] = globSync(join(executable, '../..', source));
  const text = file === undefined ? '' : readFileSync(file, 'utf8');
  if (text.includes(mended)) return;
  if (file === undefined || !text.includes(call)) {
    throw new Error('MiniStack updates nested stacks in another way: see whether it still has to be mended.');
  }
  writeFileSync(file, text.replace(call, mended));
};
