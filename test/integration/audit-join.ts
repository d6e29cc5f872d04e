import { AsyncLocalStorage } from 'node:async_hooks';
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { ServerResponse } from 'node:http';
import * as z from 'zod';
import { table } from '#shared/data/table/table.ts';
import type { TableItem } from './table-contents.ts';

/** Rows that look at something, and note what they saw. */
export const looking: readonly string[] = ['simulatePush', 'validateRepository', 'validateSubmodule'];

/** Parts of a deployment whose beginning and end leave their records. */
export const underWay: readonly string[] = ['heartbeatDeployment', 'appendLogs'];

/** Every text of an answer that is a secret by its name. */
export const secretsIn = (value: unknown): string[] =>
  value === null || typeof value !== 'object'
    ? []
    : Object.entries(value).flatMap(([name, one]) =>
        typeof one === 'string' && ['key', 'secret', 'lease', 'token'].includes(name) ? [one] : secretsIn(one),
      );

const Line = z.object({
  message: z.literal('request'),
  requestId: z.string(),
  operation: z.string(),
  status: z.number(),
  principal: z.string().nullable(),
  organization: z.string().nullable(),
  project: z.string().nullable(),
  code: z.string().nullable(),
});
type Line = z.infer<typeof Line>;

const lineOf = (text: string): readonly Line[] => {
  const line = Line.safeParse(JSON.parse(text));
  return line.success ? [line.data] : [];
};

const isDenial = ({ status, code, project }: Line): boolean =>
  (status === 403 && code === 'permission_missing') || (status === 404 && code === 'not_found' && project !== null);

type Send = (args: unknown) => Promise<unknown>;
type Served = { readonly response: ServerResponse; transactions: number };

/**
 * Joins what the requests of a service did to its audit log. A change is a request of a principal that was answered 2xx and
 * wrote a transaction: one that found nothing to change, or that was repeated under its key, wrote none. Notes of the
 * service about itself, such as when a key was used, are single updates.
 */
export class AuditJoin {
  readonly #running = new AsyncLocalStorage<Served>();
  readonly #served: Served[] = [];
  readonly #begin = (message: unknown): void => {
    const { response } = message as { readonly response: ServerResponse };
    const served = { response, transactions: 0 };
    this.#served.push(served);
    this.#running.enterWith(served);
  };

  /** To be made after the service has started, in its process. */
  constructor() {
    subscribe('http.server.request.start', this.#begin);
    const middleware = (next: Send, context: { commandName?: string }) => async (args: unknown) => {
      const answer = await next(args);
      const served = this.#running.getStore();
      if (context.commandName === 'TransactWriteItemsCommand' && served !== undefined) served.transactions += 1;
      return answer;
    };
    const options = { step: 'initialize', priority: 'low' } as const;
    table().client.middlewareStack.add(middleware as never, options as never);
  }

  close(): void {
    unsubscribe('http.server.request.start', this.#begin);
  }

  /**
   * @param logLines of the handlers
   * @param records the audit log of every organisation
   * @param secrets that no record may hold
   * @returns what is wrong, by operation and request; nothing of a secret
   */
  faults(logLines: readonly string[], records: readonly TableItem[], secrets: Iterable<string>): readonly string[] {
    const lines = new Map(logLines.flatMap(lineOf).map((line) => [line.requestId, line]));
    const own = [...lines.values()].filter(({ organization }) => organization !== null);
    const done = new Set(records.filter(({ outcome }) => outcome === 'done').map(({ requestId }) => requestId));
    const denied = new Set(
      records
        .filter(({ outcome }) => outcome === 'denied')
        .map(({ pk, action, actor }) => `${pk.split('#')[1]} ${action} ${(actor as { readonly id: string }).id}`),
    );
    const changing = this.#served
      .filter(({ transactions }) => transactions > 0)
      .flatMap(({ response }) => lines.get(String(response.getHeader('x-request-id'))) ?? [])
      .filter(({ organization, status, operation }) => {
        return organization !== null && status < 300 && ![...looking, ...underWay].includes(operation);
      });
    const text = JSON.stringify(records);
    return [
      ...changing
        .filter(({ requestId }) => !done.has(requestId))
        .map(({ operation, requestId }) => `${operation} changed something without a record: ${requestId}`),
      ...own
        .filter(isDenial)
        .filter(({ organization, operation, principal }) => !denied.has(`${organization} ${operation} ${principal}`))
        .map(({ operation, requestId }) => `${operation} was denied without a record: ${requestId}`),
      ...[...secrets].filter((secret) => text.includes(secret)).map(() => 'A record holds a secret.'),
    ];
  }
}
