import { afterAll, beforeAll, describe, expect, it, test } from 'vitest';
import type { Answer } from '#test/call.ts';
import { realPing, realPush } from '#test/fixtures/github.ts';
import { expectProblem } from '#test/integration/expect-problem.ts';
import { Connection } from './connections/connection.ts';
import { giteaHost } from './connections/git-host.ts';
import { TableContents } from './table-contents.ts';
import { expectStatus, TestService, type Webhook } from './test-service.ts';

let service: TestService;
let contents: TableContents;
beforeAll(async () => {
  service = await TestService.start();
  contents = new TableContents(service);
});
afterAll(() => service.stop());

const reveal = (path: string, headers: Record<string, string> = {}): Promise<Answer> =>
  service.api('POST', `${path}/repository/reveal-secret`, { headers });
const reveals = async (projectId: string): Promise<number> =>
  (await contents.items()).filter(
    (item) => item.action === 'repository.secret_revealed' && item.projectId === projectId,
  ).length;

describe('the secret of a webhook that a person pasted', () => {
  it('is shown again, and a delivery that it signs is accepted', async () => {
    const { path, webhook, projectId } = await service.connectedProject();

    const shown = expectStatus(200, await reveal(path)).json;

    expect(shown).toEqual({ url: webhook.url, secret: webhook.secret, generation: 1 });
    const delivered = { ...realPing(), repository: realPush().repository };
    expectStatus(200, await service.deliver({ ...webhook, secret: String(shown.secret) }, 'ping', delivered));
    expect(await reveals(projectId)).toBe(1);
  });

  it('is that of the present generation', async () => {
    const { path } = await service.connectedProject();
    const { json } = expectStatus(200, await service.api('POST', `${path}/repository/reconfigure-webhook`));
    const { url, secret } = json.webhook as Webhook;

    expect(expectStatus(200, await reveal(path)).json).toEqual({ url, secret, generation: 2 });
  });

  it('stands in no item of the table, and each showing is audited, also a repetition', async () => {
    const { path, webhook, projectId } = await service.connectedProject();
    const headers = { 'idempotency-key': `reveal-${projectId}` };

    expectStatus(200, await reveal(path, headers));
    const again = expectStatus(200, await reveal(path, headers));

    expect(again.headers['idempotency-replayed']).toBe('true');
    expect(await reveals(projectId)).toBe(2);
    expect(JSON.stringify(await contents.items())).not.toContain(webhook.secret);
  });
});

test('The secret of a webhook that oCore installed is shown to nobody', async () => {
  const host = await giteaHost();
  const at = new Connection(service, host);
  await at.set('good');
  const project = await at.connected();

  expect(expectProblem(await reveal(project.path), 'conflict').detail).toContain('reconfigure the webhook');
  expect(await reveals(project.id)).toBe(0);
  await host.standIn.stop();
});

test('Without a repository it is 404 with what to do', async () => {
  const { path } = await service.project();

  expectProblem(await reveal(path), 'repository_not_connected');
});
