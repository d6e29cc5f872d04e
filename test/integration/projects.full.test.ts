import { describe, expect, test } from 'vitest';
import { expectProblem } from './expect-problem.ts';
import { fields, get, put, service, useBench } from './projects-bench.ts';

useBench();

describe('updating a project', () => {
  const readOnly = fields.filter((field) => !['name', 'description', 'defaultOdooVersion'].includes(field));
  test.each([...readOnly, 'organizationId', 'version', 'deletingAt', 'pk', 'colour'])(
    'refuses %s by name, and nothing changes',
    async (field) => {
      const { path } = await service.project();
      const before = await get(path);

      expectProblem(await put(path, { description: 'new', [field]: before.json[field] ?? 'x' }), 'validation_failed', [
        `#/${field}`,
      ]);

      expect((await get(path)).json).toEqual(before.json);
    },
  );
});
