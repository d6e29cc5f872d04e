import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { deploy, logOf, once, out, read, useService, work } from './service-bench.ts';

useService();

describe('the service, real git and a runner', () => {
  it('deploy the newest commit of the branch, with its log and change plan in the history', async () => {
    const commitSha = work.push('staging', {
      'version.txt': 'one',
      'sale_x/__manifest__.py': "{'version': '18.0.1.0.0'}",
    });
    const id = await deploy();

    const { code, stdout } = await once(`cp version.txt "${out}/deployed"; echo deployed $OCORE_COMMIT_SHA`);

    expect({ code, stdout }).toEqual({ code: 0, stdout: `${id} succeeded\n` });
    expect(readFileSync(join(out, 'deployed'), 'utf8')).toBe('one');
    expect(await read(id)).toMatchObject({ status: 'succeeded', commitSha, changePlan: { modules: ['sale_x'] } });
    expect(await logOf(id)).toContain(`deployed ${commitSha}`);
  });
});
