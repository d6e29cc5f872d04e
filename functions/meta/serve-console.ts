import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import { IssuerOrigins } from '#shared/auth/issuer-origins.ts';
import { consoleFolder } from '#shared/config/console-folder.ts';
import { loadSignIn } from '#shared/config/sign-in.ts';
import { askedOf } from '#shared/contract/pages.ts';
import { Problem } from '#shared/contract/problem.ts';
import { checkOrigin } from '#shared/http/check-origin.ts';
import { ConsoleFiles } from '#shared/http/console-files.ts';
import { consoleAsset, consolePage } from '#shared/http/console-reply.ts';
import { errorFields, log } from '#shared/http/log.ts';
import { noRoute } from '#shared/http/no-route.ts';
import { problemReply } from '#shared/http/problem-reply.ts';
import { startFunction } from '#shared/http/start-function.ts';

const { PUBLIC_URL } = startFunction('meta/serve-console', ['PUBLIC_URL']);
const signIn = loadSignIn();
const issuer = signIn === null ? null : new IssuerOrigins(signIn);
let files: ConsoleFiles | null = null;

const serve = async (event: APIGatewayProxyEventV2): Promise<APIGatewayProxyStructuredResultV2> => {
  checkOrigin(event, PUBLIC_URL);
  const { method } = event.requestContext.http;
  const asked = askedOf(event.routeKey, method, event.rawPath, event.headers.accept ?? '');
  if (asked.kind === 'problem') throw noRoute(method, event.rawPath);
  // Only now: locally, the console may be built no earlier than it is asked for.
  files ??= new ConsoleFiles(consoleFolder());
  if (asked.kind === 'page') return consolePage(files, asked.status, (await issuer?.find()) ?? []);
  return consoleAsset(files, event.pathParameters?.file ?? '', event.headers['accept-encoding']);
};

/**
 * Serves the page and the assets of the console. Any other request without a route gets a problem.
 * Source: docs/design/console.md, "Which addresses are pages".
 */
export const handler = async (event: APIGatewayProxyEventV2): Promise<APIGatewayProxyStructuredResultV2> => {
  const { requestId } = event.requestContext;
  const reply = await serve(event).catch((error: unknown) => {
    const problem = problemReply(error, requestId, PUBLIC_URL);
    const isOurs = error instanceof Problem;
    log(isOurs ? 'info' : 'error', 'request', {
      requestId,
      operation: 'serveConsole',
      status: problem.statusCode ?? 500,
      code: isOurs ? error.code : null,
      ...(isOurs ? {} : errorFields(error)),
    });
    return problem;
  });
  return { ...reply, headers: { ...reply.headers, 'x-request-id': requestId } };
};
