import { expect, it } from 'vitest';
import { restrictedKey } from './principals.ts';
import { TableContents } from './table-contents.ts';
import { expectStatus, TestService } from './test-service.ts';

it('A file fails at its end by a change or a denial without a record, and by a secret in one', async () => {
  const service = await TestService.start();
  const contents = new TableContents(service);
  const { path } = await service.project();
  const { token } = await restrictedKey(service.local.organization.id, []);
  expectStatus(403, await service.api('GET', path, { token }));
  expectStatus(200, await service.api('PUT', path, { body: { description: 'changed' } }));
  // Neither found something to change.
  expectStatus(200, await service.api('PUT', path, { body: { description: 'changed' } }));
  expectStatus(404, await service.anonymous('GET', '/nowhere'));
  const records = await contents.items(({ pk }) => pk.includes('#AUDIT#'));
  expect(records.map(({ action }) => action).toSorted()).toEqual(['getProject', 'project.created', 'project.updated']);

  await contents.remove(({ action }) => action === 'getProject' || action === 'project.updated');
  const created = records.find(({ action }) => action === 'project.created');
  await contents.put([{ ...created, resourceName: token }]);

  const message = await service.stop().then(
    () => '',
    (error: Error) => error.message,
  );
  expect(message.split('\n').map((line) => line.replace(/: .*$/, ''))).toEqual([
    'The audit log is not complete:',
    'updateProject changed something without a record',
    'getProject was denied without a record',
    'A record holds a secret.',
  ]);
  expect(message).not.toContain(token);
});
