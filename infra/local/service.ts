import { randomBytes } from 'node:crypto';
import { DynamoDBStreamsClient } from '@aws-sdk/client-dynamodb-streams';
import type { SignIn } from '#shared/config/sign-in.ts';
import { busRules } from '../bus-rules.ts';
import type { RunningBuild } from '../console/start-build.ts';
import { adminFunctions } from '../functions.ts';
import { LocalBus } from './bus.ts';
import { startDynamoDb } from './dynamodb.ts';
import type { Engine } from './dynamodb-engine.ts';
import { firstKeyFile, firstOrganization, type Organization } from './first-organization.ts';
import { invoke } from './function-registry.ts';
import { LocalGateway } from './gateway.ts';
import { startInnerServer } from './inner-server.ts';
import { LocalConsole } from './local-console.ts';
import { localSignIn } from './local-sign-in.ts';
import { LocalQueue } from './queue.ts';
import { startSchedules } from './schedules.ts';
import { LocalSecretsManager } from './secrets-manager.ts';
import { StartCode } from './start-code.ts';
import { ephemeralState, openStateDirectory } from './state-directory.ts';
import { LocalStream } from './stream.ts';

export type ServiceOptions = {
  /** 0 picks one. */
  readonly port?: number;
  /** Null keeps nothing. */
  readonly stateDir: string | null;
  readonly publicUrl?: string;
  readonly engine?: Engine;
  /** Milliseconds between two reads of the stream. */
  readonly pollMs?: number;
  /** Whether the schedules run. Tests that invoke them turn them off. */
  readonly schedules?: boolean;
  /** How long an answer of the authorizer counts; 60 s if left out. Tests that count calls let none of them end. */
  readonly authorizerCacheMs?: number;
  /** Null, or left out: only API keys are taken. */
  readonly signIn?: SignIn | null;
  /** Whether the console is built at once, in the background; else when it is first asked for. */
  readonly buildConsole?: boolean;
  /** Builds the console. Tests serve one that is built already. */
  readonly startBuild?: () => RunningBuild;
};

/** The running local service. `apiKey` is null once it was shown. */
export type LocalService = {
  readonly url: string;
  /** The start link, which signs a browser in once, within 10 minutes. */
  readonly consoleUrl: string;
  readonly apiKey: string | null;
  /** Forgets the key: no later start shows it again. */
  readonly keyWasShown: () => void;
  readonly organization: Organization;
  readonly adminEndpoint: string;
  readonly tableEndpoint: string;
  readonly accessKey: string;
  readonly bus: LocalBus;
  /** Events that could not be handled. */
  readonly deadLetters: LocalQueue;
  readonly stream: LocalStream;
  readonly secrets: LocalSecretsManager;
  readonly stop: () => Promise<void>;
};

const tableName = 'ocore';
const secretPrefix = 'ocore';
const rootSecretId = `${secretPrefix}/root-key`;
const leaseSecretId = `${secretPrefix}/lease-key`;
// The others are queues of AWS alone: here, what fails is printed.
const deadLetterQueues = [
  'StreamDeadLetters=dead-letters',
  ...busRules.map((rule) => `${rule.deadLetters}=`),
  'TickDeadLetters=',
].join(' ');

const setEnvironment = (values: Readonly<Record<string, string>>): void => {
  // The AWS profile of the person who starts this must not affect the handlers.
  for (const name of ['AWS_PROFILE', 'AWS_SESSION_TOKEN', 'AWS_ENDPOINT_URL']) delete process.env[name];
  Object.assign(process.env, values);
};

const ensureKey = (secrets: LocalSecretsManager, name: string): void => {
  if (secrets.names().includes(name)) return;
  const value = JSON.stringify({ current: 1, '1': randomBytes(48).toString('base64url') });
  secrets.handle('CreateSecret', { Name: name, SecretString: value });
};

/**
 * Starts everything: database engine, local AWS services, stream, schedules and gateway.
 * @throws LocalFailure that says what to do
 */
export const startService = async (options: ServiceOptions): Promise<LocalService> => {
  const state = options.stateDir === null ? ephemeralState() : openStateDirectory(options.stateDir);
  const ready = Promise.withResolvers<void>();
  const gateway = new LocalGateway(ready.promise, { cacheMs: options.authorizerCacheMs });
  const console = new LocalConsole(options.startBuild);
  const stops: (() => Promise<unknown>)[] = [async () => state.release()];
  const stop = async (): Promise<void> => {
    // First, so that no request meets a part that has stopped. Those for the console would wait for its build.
    await console.stop();
    await gateway.stop();
    for (const one of stops.splice(0).reverse()) await one();
  };
  try {
    // It listens before the rest starts, since webhook URLs need its port.
    const port = await gateway.listen(options.port ?? 0);
    const url = `http://127.0.0.1:${port}`;
    const publicUrl = options.publicUrl ?? url;
    gateway.allowHost(new URL(publicUrl).host);
    const secrets = new LocalSecretsManager(state);
    for (const name of [rootSecretId, leaseSecretId]) ensureKey(secrets, name);
    const bus = new LocalBus();
    const deadLetters = new LocalQueue();
    const inner = await startInnerServer(
      {
        targets: { secretsmanager: secrets, AWSEvents: bus, AmazonSQS: deadLetters },
        functions: Object.fromEntries(
          adminFunctions.map((file) => [
            file.replace('admin/', 'ocore-'),
            async (input: unknown) => {
              await ready.promise;
              return invoke(file, input);
            },
          ]),
        ),
      },
      state.accessKey,
    );
    stops.push(async () => {
      inner.server.closeAllConnections();
      inner.server.close();
    });
    const database = state.file('table');
    const dynamodb = await startDynamoDb({
      ...(options.engine === undefined ? {} : { engine: options.engine }),
      database,
      tableName,
      accessKey: state.accessKey,
    });
    stops.push(() => dynamodb.stop());
    setEnvironment({
      TABLE_NAME: tableName,
      PUBLIC_URL: publicUrl,
      SECRET_PREFIX: secretPrefix,
      ROOT_SECRET_ID: rootSecretId,
      LEASE_SECRET_ID: leaseSecretId,
      SIGN_IN: JSON.stringify(options.signIn ?? null),
      EVENT_BUS_NAME: 'ocore',
      DEAD_LETTER_QUEUE_URL: `${inner.endpoint}/dead-letters`,
      DEAD_LETTER_QUEUES: deadLetterQueues,
      OCORE_LOCAL: 'true',
      AWS_REGION: 'eu-central-1',
      AWS_ACCESS_KEY_ID: state.accessKey,
      AWS_SECRET_ACCESS_KEY: state.accessKey,
      AWS_ENDPOINT_URL_DYNAMODB: dynamodb.endpoint,
      AWS_ENDPOINT_URL_SECRETS_MANAGER: inner.endpoint,
      AWS_ENDPOINT_URL_EVENTBRIDGE: inner.endpoint,
      OCORE_SECRET_STORE: inner.endpoint,
      OCORE_SECRET_STORE_KEY_FILE: state.accessKeyFile(),
    });
    const client = new DynamoDBStreamsClient({
      endpoint: dynamodb.endpoint,
      region: 'eu-central-1',
      credentials: { accessKeyId: state.accessKey, secretAccessKey: state.accessKey },
    });
    const stream = new LocalStream(client, dynamodb.streamArn, state, options.pollMs ?? 250);
    stops.push(() => bus.stop());
    stream.start();
    stops.push(() => stream.stop());
    if (options.schedules !== false) stops.push(startSchedules());
    const first = await firstOrganization(state);
    const code = new StartCode();
    gateway.add(localSignIn(code, first.organization.slug));
    gateway.add((event) => console.answer(event));
    if (options.buildConsole === true) console.begin();
    ready.resolve();
    return {
      url,
      consoleUrl: `${url}/#code=${code.text}`,
      ...first,
      keyWasShown: () => state.remove(firstKeyFile),
      adminEndpoint: `${inner.endpoint}/${state.accessKey}`,
      tableEndpoint: dynamodb.endpoint,
      accessKey: state.accessKey,
      bus,
      deadLetters,
      stream,
      secrets,
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
};
