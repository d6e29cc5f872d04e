import { parseArgs } from 'node:util';
import { withoutSlashes } from '#shared/contract/base-address.ts';
import { numberOfDigits } from '#shared/contract/decimal.ts';
import { LocalFailure } from './local-failure.ts';
import { type LocalService, type ServiceOptions, startService } from './service.ts';
import { signInOptions } from './sign-in-options.ts';

const usage = `Usage: npm start -- [--port N] [--state-dir D] [--public-url U] [--ephemeral] [--json]
  --port N        where to listen on 127.0.0.1 (default 4700; 0 picks one)
  --state-dir D   where data is kept (default .ocore)
  --public-url U  what Git providers reach, for webhook URLs (a tunnel, for instance)
  --ephemeral     keep nothing
  --issuer U      where people sign in with OpenID Connect; goes with the next two
  --client-id C   the client that they sign in through
  --audience A    what the issuer puts into "aud" of access tokens for oCore
  --discovery-url D  where its configuration is, if that is not below the issuer's address
  --authorization-parameter N=V  what clients send to it besides, such as resource=A; may be repeated
  --json          print one line of JSON when it serves`;

/** @returns null if only the usage was requested */
const readOptions = (): { readonly options: ServiceOptions; readonly json: boolean } | null => {
  let values: ReturnType<typeof parse>['values'];
  try {
    ({ values } = parse());
  } catch (error) {
    throw new LocalFailure(`${error instanceof Error ? error.message : String(error)}\n${usage}`, { cause: error });
  }
  if (values.help === true) return null;
  const port = numberOfDigits(values.port ?? '4700');
  if (Number.isNaN(port) || port > 65_535) throw new LocalFailure('--port must be a number from 0 to 65535.');
  const given = values['public-url'];
  const publicUrl = given === undefined ? undefined : withoutSlashes(given);
  if (publicUrl !== undefined && !/^https?:\/\/[^\s/]+$/.test(publicUrl)) {
    throw new LocalFailure('--public-url must be an address such as https://ocore.example.com, without a path.');
  }
  return {
    options: {
      port,
      stateDir: values.ephemeral === true ? null : (values['state-dir'] ?? '.ocore'),
      ...(publicUrl === undefined ? {} : { publicUrl }),
      signIn: signInOptions(values),
      // A program asks for no page, or waits for it; what is thrown away at the end is seldom looked at.
      buildConsole: values.json !== true && values.ephemeral !== true,
    },
    json: values.json === true,
  };
};

const parse = () =>
  parseArgs({
    options: {
      port: { type: 'string' },
      'state-dir': { type: 'string' },
      'public-url': { type: 'string' },
      ephemeral: { type: 'boolean' },
      issuer: { type: 'string' },
      'client-id': { type: 'string' },
      audience: { type: 'string' },
      'discovery-url': { type: 'string' },
      'authorization-parameter': { type: 'string', multiple: true },
      json: { type: 'boolean' },
      help: { type: 'boolean' },
    },
  });

const welcome = (service: LocalService, stateDir: string | null): string => {
  const kept = stateDir === null ? 'nothing is kept' : `data in ${stateDir}`;
  const key =
    service.apiKey === null
      ? 'Use the API key that the first start printed.'
      : `API key (shown this once): ${service.apiKey}\n\n  export TOKEN=${service.apiKey} OCORE_TOKEN=${service.apiKey} OCORE_API_URL=${service.url}`;
  return `oCore serves at ${service.url} (${kept}; Ctrl-C stops it).\n${key}\n\nConsole  ${service.consoleUrl}\n(signs you in once, within 10 minutes; after that use an API key)\n\nMore organisations: OCORE_ADMIN_ENDPOINT=${service.adminEndpoint} npx --no-install ocore admin create-organization --slug S --name N\n`;
};

const main = async (): Promise<void> => {
  const parsed = readOptions();
  if (parsed === null) {
    process.stdout.write(`${usage}\n`);
    return;
  }
  const { options, json } = parsed;
  const service = await startService(options);
  process.stderr.write(
    'Other users of this machine can reach the database while oCore runs, and so act as Owner: the embedded engine has no authentication. Run oCore only where you trust them all.\n',
  );
  let stopping = false;
  const end = (): void => {
    if (stopping) return;
    stopping = true;
    service.stop().then(
      () => process.exit(0),
      (error: unknown) => {
        process.stderr.write(`oCore did not stop cleanly: ${String(error)}\n`);
        process.exit(1);
      },
    );
  };
  process.on('SIGINT', end);
  process.on('SIGTERM', end);
  // Nobody reads what it writes any more, as after `| head`: it must not be cut off with the lock and the engine.
  for (const stream of [process.stdout, process.stderr]) stream.on('error', end);
  const { url, apiKey, organization, adminEndpoint, consoleUrl } = service;
  const wasShown = (error?: Error | null): void => {
    if (!(error instanceof Error)) service.keyWasShown();
  };
  process.stdout.write(
    json
      ? `${JSON.stringify({ url, apiKey, organization, adminEndpoint, consoleUrl })}\n`
      : welcome(service, options.stateDir),
    wasShown,
  );
};

main().catch((error: unknown) => {
  const sentence = error instanceof LocalFailure ? error.message : `oCore could not start: ${String(error)}`;
  process.stderr.write(`${sentence}\n`);
  process.exit(1);
});
