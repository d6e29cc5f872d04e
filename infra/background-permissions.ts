import type { Grant } from './grant.ts';

/** The rights of the functions that no request calls: those of the stream, the event bus and the schedule. */
export const backgroundPermissions: Readonly<Record<string, Grant>> = {
  'events/publish-events': {
    table: ['UpdateItem'],
    stream: true,
    bus: true,
    environment: ['TABLE_NAME', 'EVENT_BUS_NAME', 'PUBLIC_URL', 'DEAD_LETTER_QUEUE_URL'],
  },
  'events/report-status': {
    table: ['Query', 'GetItem', 'UpdateItem'],
    credentials: ['GetSecretValue'],
    environment: ['TABLE_NAME', 'PUBLIC_URL', 'SECRET_PREFIX'],
  },
  'schedules/tick': {
    table: ['GetItem', 'BatchGetItem', 'Query', 'PutItem', 'UpdateItem', 'DeleteItem', 'BatchWriteItem'],
    index: true,
    rootKey: true,
    deployKeys: ['CreateSecret', 'DeleteSecret', 'GetSecretValue'],
    credentials: ['GetSecretValue', 'DeleteSecret'],
    environment: ['TABLE_NAME', 'PUBLIC_URL', 'SECRET_PREFIX', 'ROOT_SECRET_ID'],
  },
};
