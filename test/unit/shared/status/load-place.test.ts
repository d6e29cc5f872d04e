import { beforeEach, expect, test, vi } from 'vitest';
import { loadPlace } from '#shared/status/load-place.ts';
import { options } from '../domain/status/seen.ts';

const environment = {
  TABLE_NAME: 'OcoreTable',
  PUBLIC_URL: 'https://ocore.example.com',
  SIGN_IN: 'null',
  ROOT_SECRET_ID: 'ocore/root-key',
  LEASE_SECRET_ID: 'ocore/lease-key',
  DEAD_LETTER_QUEUE_URL: 'https://sqs.eu-central-1.amazonaws.com/111122223333/One',
  DEAD_LETTER_QUEUES: 'StreamDeadLetters=One Deployer_env_01J=Stack-Deployer-Two',
  ALARM_TOPIC_ARN: 'arn:aws:sns:eu-central-1:111122223333:Topic',
  DEPLOYMENT_OPTIONS: JSON.stringify(options),
  AWS_REGION: 'eu-central-1',
  OCORE_STAGE: 'dev',
};

beforeEach(() => {
  vi.unstubAllEnvs();
  for (const [name, value] of Object.entries(environment)) vi.stubEnv(name, value);
});

test('a deployed stage is where its environment says, its queues beside each other', () => {
  expect(loadPlace()).toEqual({
    deployed: { stage: 'dev', region: 'eu-central-1', options, alarmTopicArn: environment.ALARM_TOPIC_ARN },
    publicUrl: environment.PUBLIC_URL,
    signIn: null,
    queues: [
      { name: 'StreamDeadLetters', url: environment.DEAD_LETTER_QUEUE_URL },
      { name: 'Deployer_env_01J', url: 'https://sqs.eu-central-1.amazonaws.com/111122223333/Stack-Deployer-Two' },
    ],
    tableName: 'OcoreTable',
    keys: { root: 'ocore/root-key', lease: 'ocore/lease-key' },
  });
});

test('npm start has no deployment, and not every queue', () => {
  vi.stubEnv('OCORE_LOCAL', 'true');
  vi.stubEnv('DEAD_LETTER_QUEUES', 'StreamDeadLetters=dead-letters TickDeadLetters=');

  const { deployed, queues } = loadPlace();

  expect(deployed).toBeNull();
  expect(queues[1]).toEqual({ name: 'TickDeadLetters', url: null });
});

test('a variable that is missing fails the start with its name', () => {
  vi.stubEnv('ALARM_TOPIC_ARN', '');

  expect(loadPlace).toThrow('ALARM_TOPIC_ARN must be the ARN of an SNS topic');
});
