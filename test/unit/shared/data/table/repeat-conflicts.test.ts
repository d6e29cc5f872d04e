import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { marshall } from '@aws-sdk/util-dynamodb';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { newId } from '#shared/contract/new-id.ts';
import {
  claimIdempotency,
  completeIdempotency,
  type IdempotencyClaim,
  releaseIdempotency,
} from '#shared/data/audit/idempotency.ts';
import { recordDenial } from '#shared/data/audit/record-denial.ts';
import { storeDelivery } from '#shared/data/deliveries/store-delivery.ts';
import { renewLease } from '#shared/data/deployments/leases.ts';
import { saveStatusReport } from '#shared/data/deployments/status-report.ts';
import { noteRunner } from '#shared/data/environments/note-runner.ts';
import { touchApiKey } from '#shared/data/organization/api-keys.ts';
import { endDeparture } from '#shared/data/organization/departures.ts';
import { noteActivity } from '#shared/data/projects/note-activity.ts';
import { deleteProjectItem, deleteProjectItems, deleteRepositoryItem } from '#shared/data/projects/purge-items.ts';
import { saveAccess } from '#shared/data/projects/write-access.ts';
import { noteValidation } from '#shared/data/repository/note-repository.ts';
import { noteTick } from '#shared/data/status/last-tick.ts';
import { shrinkItems } from '#shared/data/table/shrink-items.ts';
import { apiKeyRecord, organizationRecord } from '#test/fixtures/access-records.ts';
import {
  deploymentRecord,
  environmentId,
  environmentRecord,
  now,
  organizationId,
  past,
  principal,
  projectId,
  projectRecord,
  repositoryRecord,
} from '#test/fixtures/records.ts';
import { sampleDelivery, sampleMutation } from '#test/integration/data/sample-records.ts';
import { sourceFiles } from '#test/unit/house/source-files.ts';

type Call = { readonly operation: string; readonly body: Record<string, unknown> };

/** What the table answers; a write is answered with a conflict as long as `conflicts` is above zero. */
const answers: Record<string, unknown> = {};
let conflicts = 0;
const calls: Call[] = [];
const isWrite = (operation: string): boolean => /^(Put|Update|Delete|BatchWrite)Item$/.test(operation);

const server = createServer((request, response) => {
  const chunks: Buffer[] = [];
  request.on('data', (chunk: Buffer) => chunks.push(chunk));
  request.on('end', () => {
    const operation = String(request.headers['x-amz-target']).split('.')[1] ?? '';
    calls.push({ operation, body: JSON.parse(Buffer.concat(chunks).toString()) as Call['body'] });
    const isConflict = isWrite(operation) && conflicts > 0;
    if (isConflict) conflicts -= 1;
    response.writeHead(isConflict ? 400 : 200, { 'content-type': 'application/x-amz-json-1.0' });
    response.end(
      JSON.stringify(
        isConflict
          ? {
              __type: 'com.amazonaws.dynamodb.v20120810#TransactionConflictException',
              message: 'Transaction is ongoing for the item',
            }
          : (answers[operation] ?? {}),
      ),
    );
  });
});

beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  process.env.AWS_ENDPOINT_URL = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  process.env.AWS_REGION = 'eu-central-1';
  process.env.AWS_ACCESS_KEY_ID = 'test';
  process.env.AWS_SECRET_ACCESS_KEY = 'test';
  process.env.TABLE_NAME = 'ocore-test';
  // No jitter: a repetition comes at once.
  vi.spyOn(Math, 'random').mockReturnValue(0);
});

afterAll(async () => {
  vi.restoreAllMocks();
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

beforeEach(() => {
  calls.length = 0;
  for (const operation of Object.keys(answers)) delete answers[operation];
});

const organization = organizationId();
const claim: IdempotencyClaim = {
  principalId: 'key_1',
  method: 'POST',
  path: '/api/projects',
  key: 'a',
  fingerprint: 'f',
};
const lease = { organizationId: organization, projectId: projectId(), environmentId: environmentId(), leaseId: 'l' };
const running = environmentRecord({
  lease: { id: 'l', runner: 'r', startedAt: past, expiresAt: now, cancelledBy: null },
});
const apiKey = apiKeyRecord({ lastUsedAt: null });
const nothing = {
  deployments: [],
  environments: [],
  superseded: [],
  heads: [],
  repositoryUpdate: null,
  repositoryToReconcile: null,
  mutation: null,
};

type PlainWrite = {
  readonly file: string;
  readonly command: string;
  /** What the table answers besides. */
  readonly given?: Readonly<Record<string, unknown>>;
  readonly run: () => Promise<unknown>;
  /** What the function gives, once the write went through. */
  readonly gives: unknown;
};

/** Every plain write of the code. A write that is missing here fails the first test. */
const plainWrites: Readonly<Record<string, PlainWrite>> = {
  'a heartbeat': {
    file: 'shared/data/deployments/leases.ts',
    command: 'Update',
    given: { UpdateItem: { Attributes: marshall({ ...running, pk: 'p', sk: 's' }) } },
    run: () => renewLease(lease, now),
    gives: { cancel: false },
  },
  'a status report': {
    file: 'shared/data/deployments/status-report.ts',
    command: 'Update',
    run: () => saveStatusReport(deploymentRecord(), { state: 'success', at: now, error: null } as never),
    gives: true,
  },
  'the last use of a key': {
    file: 'shared/data/organization/note-use.ts',
    command: 'Update',
    run: () => touchApiKey(apiKey, now),
    gives: undefined,
  },
  'a denial': {
    file: 'shared/data/audit/record-denial.ts',
    command: 'Put',
    run: () =>
      recordDenial({
        principal: principal(),
        operationId: 'getProject',
        resourceType: 'project',
        resourceId: null,
        projectId: null,
        requestId: 'request-1',
        sourceIp: '127.0.0.1',
        now,
      }),
    gives: undefined,
  },
  // With the project, the organisation and the audit record, one more than a transaction takes.
  'the list entry of a 98th grant that was taken away': {
    file: 'shared/data/projects/write-access.ts',
    command: 'Delete',
    run: () => {
      const open = { mode: 'organization', grants: {} } as const;
      const grants = Object.fromEntries(Array.from({ length: 98 }, (_, index) => [`key_${index}`, 'view' as const]));
      const before = projectRecord({ access: { ...open, grants } });
      const after = { ...before, access: open, version: before.version + 1 };
      return saveAccess(organizationRecord(), before, after, sampleMutation(organization), 200);
    },
    gives: undefined,
  },
  'that something happened in a project': {
    file: 'shared/data/projects/note-activity.ts',
    command: 'Update',
    // A process notes a project once a minute.
    run: () => noteActivity(organization, newId('project', now), now),
    gives: undefined,
  },
  'that a runner was seen': {
    file: 'shared/data/environments/note-runner.ts',
    command: 'Update',
    run: () => noteRunner(environmentRecord(), 'build-1', now),
    gives: undefined,
  },
  'what a validation found': {
    file: 'shared/data/repository/note-repository.ts',
    command: 'Update',
    run: () => noteValidation(repositoryRecord(), { at: now, result: 'reachable', detail: 'It is there.' }),
    gives: undefined,
  },
  'a delivery without effects': {
    file: 'shared/data/deliveries/store-delivery.ts',
    command: 'Put',
    run: () => storeDelivery(sampleDelivery(projectRecord()), nothing),
    gives: { known: null },
  },
  'the claim of an Idempotency-Key': {
    file: 'shared/data/audit/idempotency.ts',
    command: 'Put',
    run: () => claimIdempotency(organization, claim, now),
    gives: true,
  },
  'the completion of an Idempotency-Key': {
    file: 'shared/data/audit/idempotency.ts',
    command: 'Put',
    run: () => completeIdempotency(organization, claim, { status: 201, resourceId: 'x' }, now),
    gives: undefined,
  },
  'the release of an Idempotency-Key': {
    file: 'shared/data/audit/idempotency.ts',
    command: 'Delete',
    run: () => releaseIdempotency(organization, claim),
    gives: undefined,
  },
  'the end of a departure': {
    file: 'shared/data/organization/departures.ts',
    command: 'Delete',
    run: () => endDeparture(organization, 'mem_1'),
    gives: undefined,
  },
  'what a tick did': {
    file: 'shared/data/status/last-tick.ts',
    command: 'Put',
    run: () => noteTick({ startedAt: past, endedAt: now, done: 1, failed: 0 }),
    gives: undefined,
  },
  'an item that is made smaller': {
    file: 'shared/data/table/shrink-items.ts',
    command: 'Put',
    given: { GetItem: { Item: marshall({ pk: 'p', sk: 's', commitAuthor: 'a'.repeat(5000), version: 1 }) } },
    run: () => shrinkItems([{ pk: 'p', sk: 's' }]),
    gives: true,
  },
  'the items of a deleted project': {
    file: 'shared/data/projects/purge-items.ts',
    command: 'BatchWrite',
    given: { Query: { Items: [marshall({ pk: 'p', sk: 's' })] } },
    run: () => deleteProjectItems(projectRecord()),
    gives: undefined,
  },
  'the repository of a deleted project': {
    file: 'shared/data/projects/purge-items.ts',
    command: 'Delete',
    run: () => deleteRepositoryItem(repositoryRecord()),
    gives: undefined,
  },
  'a deleted project': {
    file: 'shared/data/projects/purge-items.ts',
    command: 'Delete',
    run: () => deleteProjectItem(projectRecord()),
    gives: undefined,
  },
};

/** The file of an update that others call by its name: each of those calls is a write. */
const namedUpdate = 'shared/data/table/set-fields-if.ts';

/** Every call of the code that writes and is no transaction, as `<file> <command>`. */
const plainWritesOf = (files: ReadonlyMap<string, string>): readonly string[] =>
  [...files]
    .filter(([path]) => path !== namedUpdate)
    .flatMap(([path, text]) =>
      [...text.matchAll(/new (\w+)Command\(|\bsetFieldsIf\(/g)].map(([, command = 'Update']) => `${path} ${command}`),
    )
    .filter((one) => / (Put|Update|Delete|BatchWrite|ExecuteStatement|BatchExecuteStatement)$/.test(one))
    .sort();

const writesSent = (): number => calls.filter(({ operation }) => isWrite(operation)).length;

describe('a plain write that meets a transaction on its item', () => {
  it('has its case below, wherever it stands in the code', () => {
    const known = Object.values(plainWrites).map(({ file, command }) => `${file} ${command}`);

    expect(plainWritesOf(sourceFiles(['shared', 'functions', 'cli', 'infra']))).toEqual(known.sort());
  });

  it.each(Object.entries(plainWrites))('is sent again: %s', async (_what, { run, gives, given }) => {
    conflicts = 0;
    Object.assign(answers, given);
    await run();
    const undisturbed = writesSent();
    calls.length = 0;
    conflicts = 2;

    const result = await run();

    expect(result).toEqual(gives);
    expect(writesSent()).toBe(undisturbed + 2);
  });

  it.each(Object.entries(plainWrites))(
    'is answered with 503 after six tries, and the SDK adds none: %s',
    async (_what, { run, given }) => {
      Object.assign(answers, given);
      conflicts = 100;

      const failure = await run().catch((error: unknown) => error);

      expect(failure).toMatchObject({ code: 'service_unavailable', status: 503, retryAfterSeconds: 1 });
      expect(failure).toHaveProperty('cause.name', 'TransactionConflictException');
      expect(writesSent()).toBe(6);
    },
  );
});

describe('the scan for plain writes', () => {
  it('finds each kind, and no read or transaction', () => {
    const text = ['Put', 'Update', 'Delete', 'BatchWrite', 'Get', 'Query', 'TransactWrite']
      .map((kind) => `client.send(new ${kind}Command({}))`)
      .join('\n');

    const files = new Map([
      ['a.ts', text],
      ['b.ts', 'await setFieldsIf(key, fields, condition);'],
    ]);
    expect(plainWritesOf(files)).toEqual(['a.ts BatchWrite', 'a.ts Delete', 'a.ts Put', 'a.ts Update', 'b.ts Update']);
  });
});
