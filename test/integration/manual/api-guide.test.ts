import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Ran, root, runCommand } from '#test/run-command.ts';
import { expectStatus, TestService } from '../test-service.ts';
import { curlPrelude } from './curl-prelude.ts';

const [pages = '', change = ''] = [
  ...readFileSync(join(root, 'docs/api.md'), 'utf8').matchAll(/```bash\n(.*?)```/gs),
].map((match) => match[1] ?? '');

let service: TestService;
let folder: string;
beforeAll(async () => {
  service = await TestService.start();
  folder = mkdtempSync(join(tmpdir(), 'ocore-guide-'));
});
afterAll(async () => {
  await service.stop();
  rmSync(folder, { recursive: true, force: true });
});

const run = (script: string, projectId: string): Promise<Ran> => {
  const names = `auth="Authorization: Bearer $TOKEN"; json='Content-Type: application/json'; P="$OCORE_API_URL/api/projects/$PROJECT"\n`;
  return runCommand('bash', ['-euo', 'pipefail', '-c', `${curlPrelude}${names}${script}`], {
    cwd: folder,
    env: { TOKEN: service.token, OCORE_API_URL: service.local.url, PROJECT: projectId },
  });
};

test('The loop of the API guide reads every page of a list', async () => {
  const { path, projectId } = await service.connectedProject();
  for (let number = 0; number < 3; number += 1) {
    expectStatus(202, await service.api('POST', `${path}/deploy`, { body: { branch: 'main' } }));
  }

  const { code, stdout, stderr } = await run(pages.replace('limit=100', 'limit=2'), projectId);

  expect(code, stderr).toBe(0);
  expect(stdout.match(/"deployments":/g)).toHaveLength(2);
  expect(new Set(stdout.match(/"id":"dep_\w+"/g)).size).toBe(3);
});

test('The change of the API guide takes the ETag that it read, and is refused with an old one', async () => {
  const { id, path } = await service.project();

  const changed = await run(change, id);
  const late = await run(
    change.replace(
      'curl -s -X PUT',
      'curl -s -X PUT "$P" -H "$auth" -H "$json" -d \'{"description": null}\'\ncurl -s -X PUT',
    ),
    id,
  );

  expect(JSON.parse(changed.stdout)).toMatchObject({ id, description: 'Custom modules' });
  expect(late.stdout).toContain('precondition_failed');
  expect((await service.api('GET', path)).json.description).toBeNull();
});
