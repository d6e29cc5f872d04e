import { afterAll, beforeAll, expect, test } from 'vitest';
import { invoke } from '#infra/local/function-registry.ts';
import { ServiceStatus } from '#shared/contract/service-status.ts';
import { readLastTick } from '#shared/data/status/last-tick.ts';
import { AwsFaults } from './aws-faults.ts';
import { minutesLater } from './clock.ts';
import { TestService } from './test-service.ts';

let service: TestService;
let faults: AwsFaults;
beforeAll(async () => {
  service = await TestService.start();
  faults = new AwsFaults();
});
afterAll(() => service.stop());

const tick = (): Promise<unknown> => invoke('schedules/tick', {});
const status = async (): Promise<ServiceStatus> => ServiceStatus.parse(await invoke('admin/read-status', {}));
const problems = async (): Promise<string[]> =>
  (await status()).findings.map(({ part, problem }) => `${part}: ${problem}`);

test('before its first tick the service says that there was none', async () => {
  expect(await problems()).toEqual(['last tick: The tick has not run yet.']);
});

test('after a tick nothing is wrong, and what npm start lacks is told as such', async () => {
  await tick();

  const { findings, lastTick, keys, table, alarms, stage } = await status();

  expect(findings).toEqual([]);
  expect(lastTick).toMatchObject({ state: 'read', value: { done: 0, failed: 0 } });
  expect(keys.map(({ versions }) => versions)).toMatchObject(
    ['root', 'lease'].map(() => ({ state: 'read', value: { current: 1, all: [1] } })),
  );
  expect(table.description).toMatchObject({ state: 'read', value: { status: 'ACTIVE', stream: true } });
  expect([stage, alarms.state, table.pointInTimeRecovery.state]).toEqual([null, 'absent', 'absent']);
});

test('a tick that has not run for minutes is late', async () => {
  await tick();

  const found = await minutesLater(9, problems);

  expect(found).toEqual([expect.stringMatching(/^last tick: It ended \d+ minutes ago, and one starts each minute\.$/)]);
});

test('a tick whose note fails has done its work all the same, and the note of the one before stays', async () => {
  await tick();
  const before = await readLastTick();

  const failing = async (command: string, _input: unknown, send: () => Promise<unknown>): Promise<unknown> => {
    if (command === 'PutCommand' || command === 'PutItemCommand') throw new Error('no capacity');
    return send();
  };
  const result = await faults.during(failing, tick);

  expect(result).toEqual({ done: 0, failed: 0 });
  expect(await readLastTick()).toEqual(before);
  expect(service.logLines.some((line) => line.includes('"tick not noted"'))).toBe(true);
});

test('what was put aside is counted', async () => {
  await tick();
  service.local.deadLetters.handle('SendMessage', { MessageBody: 'a record' });

  const found = await problems();

  service.local.deadLetters.messages.splice(0);
  expect(found).toEqual(['queue StreamDeadLetters: It holds 1 message of what failed for good.']);
});

test('a root key that cannot be read is told at once, whatever the processes remember of it', async () => {
  await tick();
  const secret = { SecretId: 'ocore/root-key' };
  const { SecretString } = service.local.secrets.handle('GetSecretValue', secret) as { SecretString: string };
  service.local.secrets.handle('PutSecretValue', { ...secret, SecretString: '{"current":2}' });

  const found = await problems();

  service.local.secrets.handle('PutSecretValue', { ...secret, SecretString });
  expect(found).toEqual(['root key: It is not valid: the current version is missing.']);
});

test('it takes no input', async () => {
  await expect(invoke('admin/read-status', { stage: 'prod' })).rejects.toMatchObject({ name: 'validation_failed' });
});
