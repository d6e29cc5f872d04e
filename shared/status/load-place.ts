import * as z from 'zod/mini';
import { isLocal } from '#shared/config/is-local.ts';
import { loadConfig } from '#shared/config/load-config.ts';
import { loadSignIn } from '#shared/config/sign-in.ts';
import { meteredStage } from '#shared/config/stage.ts';
import { DeployedOptions } from '#shared/contract/service-status.ts';
import type { KnownQueue, Place } from './read-status.ts';

const needed = [
  'TABLE_NAME',
  'PUBLIC_URL',
  'SIGN_IN',
  'ROOT_SECRET_ID',
  'LEASE_SECRET_ID',
  'DEAD_LETTER_QUEUE_URL',
  'DEAD_LETTER_QUEUES',
] as const;

/**
 * @param oneUrl of one of the queues, which all stand beside it @param named `Name=queue Name=queue`; no queue with `npm
 * start`
 */
const queuesOf = (oneUrl: string, named: string): readonly KnownQueue[] => {
  const beside = oneUrl.slice(0, oneUrl.lastIndexOf('/') + 1);
  return named.split(' ').map((pair) => {
    const [name = '', queue = ''] = pair.split('=');
    return { name, url: queue === '' ? null : `${beside}${queue}` };
  });
};

const deployment = (): Place['deployed'] => {
  if (isLocal()) return null;
  const { DEPLOYMENT_OPTIONS, ALARM_TOPIC_ARN, AWS_REGION } = loadConfig([
    'DEPLOYMENT_OPTIONS',
    'ALARM_TOPIC_ARN',
    'AWS_REGION',
  ]);
  const options = z.parse(DeployedOptions, JSON.parse(DEPLOYMENT_OPTIONS));
  return { stage: meteredStage() ?? 'prod', region: AWS_REGION, options, alarmTopicArn: ALARM_TOPIC_ARN };
};

/**
 * The resources of the stage that the status is about, from the environment variables of the function.
 * @throws Error that lists each invalid variable
 */
export const loadPlace = (): Place => {
  const config = loadConfig(needed);
  return {
    deployed: deployment(),
    publicUrl: config.PUBLIC_URL,
    signIn: loadSignIn(),
    queues: queuesOf(config.DEAD_LETTER_QUEUE_URL, config.DEAD_LETTER_QUEUES),
    tableName: config.TABLE_NAME,
    keys: { root: config.ROOT_SECRET_ID, lease: config.LEASE_SECRET_ID },
  };
};
