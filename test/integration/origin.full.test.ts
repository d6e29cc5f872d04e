import { createHash } from 'node:crypto';
import type { APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { calledByGateway } from '#infra/functions.ts';
import { invoke } from '#infra/local/function-registry.ts';
import { newApiKey } from '#shared/auth/api-key.ts';
import { eventOf } from '#test/unit/shared/http/event-of.ts';
import { AwsCalls } from './aws-calls.ts';

const hashOf = (value: string): string => createHash('sha256').update(value).digest('hex');

// Nothing listens there: what is asked of AWS fails at once, and is counted.
Object.assign(process.env, {
  TABLE_NAME: 'ocore-test',
  PUBLIC_URL: 'https://ocore.example.com',
  SECRET_PREFIX: 'ocore',
  ROOT_SECRET_ID: 'root',
  LEASE_SECRET_ID: 'lease',
  SIGN_IN: 'null',
  AWS_REGION: 'eu-central-1',
  AWS_ACCESS_KEY_ID: 'test',
  AWS_SECRET_ACCESS_KEY: 'test',
  AWS_ENDPOINT_URL: 'http://127.0.0.1:9',
  AWS_MAX_ATTEMPTS: '1',
  ORIGIN_SHA256: `${hashOf('former')},${hashOf('next')}`,
});

const files = [...calledByGateway].filter((file) => file !== 'auth/authorize');
/** A request with nothing in it but the header. */
const answerOf = async (file: string, header: string | undefined): Promise<APIGatewayProxyStructuredResultV2> => {
  const headers: Record<string, string> = header === undefined ? {} : { 'x-ocore-origin': header };
  // A token that the authorizer has not resolved.
  const event = eventOf({ headers, rawPath: '/', pathParameters: { provider: 'github', hookId: 'none' } });
  return (await invoke(file, event)) as APIGatewayProxyStructuredResultV2;
};

let aws: AwsCalls;
beforeAll(() => {
  for (const stream of [process.stdout, process.stderr]) vi.spyOn(stream, 'write').mockReturnValue(true);
  aws = new AwsCalls();
});
afterAll(() => {
  vi.restoreAllMocks();
});

describe.each(files)('%s', (file) => {
  it('refuses a request without the header of the server before it, and reads nothing', async () => {
    const { result, calls } = await aws.during(() => answerOf(file, undefined));

    expect(result.statusCode).toBe(403);
    const detail = 'Call the service at https://ocore.example.com.';
    expect(JSON.parse(result.body ?? '')).toMatchObject({ code: 'origin_refused', detail });
    expect(calls).toEqual([]);
  });

  it('refuses one with a wrong header in the same bytes', async () => {
    const without = await answerOf(file, undefined);

    expect(await aws.during(() => answerOf(file, 'wrong'))).toMatchObject({ result: without, calls: [] });
  });

  it.each(['former', 'next'])('looks at one with the right header: %s', async (header) => {
    const { body } = await answerOf(file, header);

    expect(body?.includes('"code":"origin_refused"')).toBe(false);
  });
});

describe('the authorizer', () => {
  const key = newApiKey('01J00000000000000000000000');
  const authorize = (header: string | undefined): Promise<unknown> => {
    const headers = { authorization: `Bearer ${key}`, ...(header === undefined ? {} : { 'x-ocore-origin': header }) };
    return invoke('auth/authorize', eventOf({ headers })).catch(() => 'not read');
  };

  it.each([undefined, 'wrong'])('reads nothing for a header that is %j', async (header) => {
    const { result, calls } = await aws.during(() => authorize(header));

    expect(result).toEqual({ isAuthorized: true, context: {} });
    expect(calls).toEqual([]);
  });

  it.each(['former', 'next'])('looks for the token with the right header: %s', async (header) => {
    const { calls } = await aws.during(() => authorize(header));

    expect(calls).not.toEqual([]);
  });
});
