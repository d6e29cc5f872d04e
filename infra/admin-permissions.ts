import { data, type Grant } from './grant.ts';

/** The rights of the functions that the operator of the service invokes. */
export const adminPermissions: Readonly<Record<string, Grant>> = {
  'admin/create-organization': { table: ['PutItem', 'GetItem', 'BatchGetItem'], environment: ['TABLE_NAME'] },
  'admin/invite-owner': { table: ['PutItem', 'GetItem', 'BatchGetItem'], environment: ['TABLE_NAME'] },
  'admin/read-status': {
    table: ['DescribeTable', 'DescribeTimeToLive', 'DescribeContinuousBackups'],
    lastTick: true,
    rootKey: true,
    leaseKey: true,
    environment: [
      ...data,
      'SIGN_IN',
      'ROOT_SECRET_ID',
      'LEASE_SECRET_ID',
      'DEAD_LETTER_QUEUE_URL',
      'DEAD_LETTER_QUEUES',
      'ALARM_TOPIC_ARN',
      'DEPLOYMENT_OPTIONS',
    ],
  },
  'admin/reset-key': { table: ['PutItem', 'GetItem', 'BatchGetItem', 'DeleteItem'], environment: ['TABLE_NAME'] },
};
