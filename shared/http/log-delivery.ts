import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import type { Measured } from '#shared/contract/metrics.ts';
import type { Provider } from '#shared/contract/repository-summary.ts';
import type { WebhookAnswer } from '#shared/contract/webhook.ts';
import { callerAddress } from './check-origin.ts';
import { errorFields, log } from './log.ts';

/** A list of its own, because the schema would bring zod into the start of the receiver. */
const providers: Readonly<Record<Provider, true>> = { github: true, gitlab: true, bitbucket: true, gitea: true };

type Fields = Readonly<Record<string, string>>;

/** The fields of a delivery's log line that describe its answer. */
export const answerFields = (answer: WebhookAnswer): Fields => ({
  decision: answer.decision,
  delivery: answer.deliveryId,
  ...(answer.replayed ? { replayed: 'true' } : {}),
});

const outcomeOf = (status: number, { decision = '', replayed }: Fields): string => {
  if (status < 400) return replayed === undefined ? decision : 'replayed';
  if (status === 401) return 'refused';
  return status < 500 ? 'invalid' : 'failed';
};

/** @param provider as the caller wrote it: only a known one becomes the dimension of a metric */
const measuredOf = (provider: string, status: number, fields: Fields, durationMs: number): Measured => {
  const outcome = outcomeOf(status, fields);
  return {
    values: {
      Deliveries: 1,
      ...(outcome === 'refused' ? { RefusedProofs: 1 } : {}),
      ...(outcome === 'deploy' ? { TimeToQueue: durationMs } : {}),
    },
    by: { provider: Object.hasOwn(providers, provider) ? provider : 'unknown', outcome },
  };
};

/**
 * Writes the log line of a delivery, without its body, signature or URL; at most 400 bytes if it was accepted, and 800 with
 * its metrics. For a rejected delivery this line is the audit record.
 * @param fault the error on our side, or null
 */
export const logDelivery = (
  event: APIGatewayProxyEventV2,
  receivedAt: string,
  status: number,
  fields: Fields,
  fault: unknown = null,
): void => {
  const provider = (event.pathParameters?.provider ?? '').slice(0, 20);
  const durationMs = Date.now() - Date.parse(receivedAt);
  log(
    status >= 500 ? 'error' : status >= 400 ? 'warn' : 'info',
    status < 400 ? 'delivery' : 'delivery refused',
    {
      requestId: event.requestContext.requestId,
      provider,
      status,
      durationMs,
      ...fields,
      ...(status < 400 ? {} : { sourceIp: callerAddress(event) }),
      ...(fault === null ? {} : errorFields(fault)),
    },
    measuredOf(provider, status, fields, durationMs),
  );
};
