import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import * as z from 'zod';
import { invoke } from './function-registry.ts';
import { ownProblem, type Reply } from './gateway-reply.ts';
import type { StartCode } from './start-code.ts';

const Body = z.strictObject({ code: z.string().max(200) });
const Made = z.object({ key: z.string() });

const isLoopback = (host: string): boolean => /^(127\.0\.0\.1|localhost|\[::1\])(:\d+)?$/.test(host);

/**
 * Whether a request comes from a page of this service on this machine, or from a program. A tunnel or a proxy tells for whom
 * it asks; a page of another origin cannot leave its own out.
 */
const isOfThisMachine = ({ headers }: APIGatewayProxyEventV2): boolean => {
  const { host = '', origin, forwarded, 'sec-fetch-site': site = 'same-origin' } = headers;
  const isRelayed = forwarded !== undefined || headers['x-forwarded-for'] !== undefined;
  const isOwnPage = origin === undefined || (URL.canParse(origin) && isLoopback(new URL(origin).host));
  return isLoopback(host) && isOwnPage && site === 'same-origin' && !isRelayed;
};

const bodyOf = (event: APIGatewayProxyEventV2): z.infer<typeof Body> | null => {
  try {
    return Body.parse(JSON.parse(event.body ?? ''));
  } catch {
    return null;
  }
};

/**
 * Answers `POST /local/sign-in { code }` with `{ key }`: the code of the start link for a further secret of the first key.
 * Only `npm start` has it, and only on loopback.
 * @param slug of the first organisation
 * @returns what answers a request; null for every other request
 * Source: docs/design/console.md, "The start link".
 */
export const localSignIn =
  (code: StartCode, slug: string) =>
  async (event: APIGatewayProxyEventV2): Promise<Reply | null> => {
    const { http, requestId } = event.requestContext;
    if (event.rawPath !== '/local/sign-in' || http.method !== 'POST') return null;
    const problem = (...[problemCode, detail]: [Parameters<typeof ownProblem>[0], string]): Reply =>
      ownProblem(problemCode, detail, requestId, `http://${event.headers.host}`);
    if (!isOfThisMachine(event)) {
      return problem(
        'not_found',
        'Start links work on the machine itself alone, at the address that npm start prints.',
      );
    }
    const [mediaType = ''] = (event.headers['content-type'] ?? '').split(';', 1);
    if (mediaType.trim().toLowerCase() !== 'application/json') {
      return problem('unsupported_media_type', 'Send application/json.');
    }
    const body = bodyOf(event);
    if (body === null) return problem('validation_failed', 'The body must be {"code": "…"}.');
    if (!code.spend(body.code)) {
      const detail =
        'This is not the code of the running service, or it was used, or is older than 10 minutes. Start the service again for a new one, or sign in with an API key.';
      return problem('unauthenticated', detail);
    }
    return answerWithKey(slug, problem);
  };

const answerWithKey = async (slug: string, problem: (code: 'conflict', detail: string) => Reply): Promise<Reply> => {
  try {
    const made = Made.parse(await invoke('local/make-start-secret', { organization: slug }));
    const headers = { 'content-type': 'application/json', 'cache-control': 'no-store' };
    return { statusCode: 200, headers, body: JSON.stringify({ key: made.key }) };
  } catch (error) {
    // The first key was revoked. Errors of functions without a route bear the code of their problem as their name.
    if (error instanceof Error && error.name === 'conflict') return problem('conflict', error.message);
    throw error;
  }
};
