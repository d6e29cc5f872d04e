import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Problem } from '#shared/contract/problem.ts';
import { measure } from '#shared/http/log.ts';
import { logDelivery } from '#shared/http/log-delivery.ts';
import { providerErrors } from '#shared/http/provider-errors.ts';
import { startFunction } from '#shared/http/start-function.ts';
import { readMetrics } from '#test/fixtures/embedded-metrics.ts';
import { eventOf } from './event-of.ts';

const at = '2026-11-29T10:00:00.000Z';
const lines: string[] = [];

beforeEach(() => {
  lines.length = 0;
  vi.useFakeTimers({ now: Date.parse(at) + 25 });
  vi.spyOn(process.stderr, 'write').mockImplementation((chunk) => {
    lines.push(String(chunk));
    return true;
  });
});
afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
});

const delivery = (provider: string) => eventOf({ pathParameters: { provider, hookId: 'HOOKID' } });

describe('on AWS', () => {
  beforeEach(() => vi.stubEnv('OCORE_STAGE', 'prod'));

  it('the line of a delivery is its metrics too, in the embedded metric format', () => {
    logDelivery(delivery('github'), at, 202, { decision: 'deploy', delivery: 'dlv_1' });

    expect(lines).toHaveLength(1);
    expect(JSON.parse(lines[0] ?? '')).toEqual({
      level: 'info',
      message: 'delivery',
      requestId: '01J00000000000000000000000',
      status: 202,
      durationMs: 25,
      decision: 'deploy',
      delivery: 'dlv_1',
      _aws: {
        Timestamp: Date.parse(at) + 25,
        CloudWatchMetrics: [
          {
            Namespace: 'OcoreProjects',
            Dimensions: [['stage'], ['stage', 'provider', 'outcome']],
            Metrics: [{ Name: 'Deliveries', Unit: 'Count' }],
          },
          {
            Namespace: 'OcoreProjects',
            Dimensions: [['stage']],
            Metrics: [{ Name: 'TimeToQueue', Unit: 'Milliseconds' }],
          },
        ],
      },
      stage: 'prod',
      provider: 'github',
      outcome: 'deploy',
      Deliveries: 1,
      TimeToQueue: 25,
    });
    expect(Buffer.byteLength(lines[0] ?? '')).toBeLessThanOrEqual(800);
  });

  it.each([
    [200, { decision: 'ignore' }, 'ignore'],
    [202, { decision: 'hold' }, 'hold'],
    [200, { decision: 'deploy', replayed: 'true' }, 'replayed'],
    [413, { code: 'body_too_large' }, 'invalid'],
    [503, { code: 'service_unavailable' }, 'failed'],
  ])('a delivery with %i counts once, by its outcome', (status, fields, outcome) => {
    logDelivery(delivery('gitlab'), at, status, fields as Record<string, string>);

    expect(readMetrics(lines[0] ?? '')).toEqual([
      { name: 'Deliveries', value: 1, by: { stage: 'prod' } },
      { name: 'Deliveries', value: 1, by: { stage: 'prod', provider: 'gitlab', outcome } },
    ]);
  });

  it('a refused proof is counted, and what a stranger wrote as the provider is in no dimension', () => {
    logDelivery(delivery('<script>'), at, 401, { code: 'unauthenticated' });

    expect(readMetrics(lines[0] ?? '')).toEqual([
      { name: 'Deliveries', value: 1, by: { stage: 'prod' } },
      { name: 'Deliveries', value: 1, by: { stage: 'prod', provider: 'unknown', outcome: 'refused' } },
      { name: 'RefusedProofs', value: 1, by: { stage: 'prod' } },
      { name: 'RefusedProofs', value: 1, by: { stage: 'prod', provider: 'unknown' } },
    ]);
    expect(lines[0]).not.toContain('script');
  });

  it('a start is counted, unless the process was started ahead', () => {
    startFunction('projects/get-project', []);
    vi.stubEnv('AWS_LAMBDA_INITIALIZATION_TYPE', 'provisioned-concurrency');
    startFunction('webhooks/receive-webhook', []);

    expect(lines).toHaveLength(1);
    expect(JSON.parse(lines[0] ?? '')).toMatchObject({ function: 'projects/get-project' });
    expect(readMetrics(lines[0] ?? '')).toEqual([{ name: 'ColdStarts', value: 1, by: { stage: 'prod' } }]);
  });
});

describe('with npm start', () => {
  it('the line of a delivery has no metrics', () => {
    logDelivery(delivery('github'), at, 202, { decision: 'deploy' });

    expect(Object.keys(JSON.parse(lines[0] ?? ''))).toEqual([
      'level',
      'message',
      'requestId',
      'provider',
      'status',
      'durationMs',
      'decision',
    ]);
  });

  it('no line is written for metrics alone', () => {
    startFunction('projects/get-project', []);
    measure('deployment', {}, { values: { Deployments: 1 }, by: { outcome: 'queued' } });

    expect(lines).toEqual([]);
  });
});

describe('an error of a provider', () => {
  it.each(['provider_failed', 'provider_rate_limited', 'provider_credential_rejected'] as const)(
    '%s counts',
    (code) => {
      expect(providerErrors(new Problem(code, 'GitHub answered 500.'))).toEqual({
        values: { ProviderErrors: 1 },
        by: { outcome: code },
      });
    },
  );

  it('is no other problem, and no other error', () => {
    expect([providerErrors(new Problem('not_found', 'x')), providerErrors(new Error('provider_failed'))]).toEqual([
      null,
      null,
    ]);
  });
});
