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

/** The shortest text that is a secret: tests send made-up ones of a character. */
const shortestSecret = 16;

/** What a request completes that repeats an interrupted one: the record is that of the first. */
const completing: Readonly<Record<string, string>> = {
  disconnectRepository: 'repository.disconnecting',
  removeSubmodule: 'submodule.removed',
};

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

/** A claim that gave nothing out has only written down what time had ended, which is nobody's change. */
const isIdleClaim = ({ operation, status }: Line): boolean => operation === 'claimDeployment' && status === 204;

const lineOf = (text: string): readonly Line[] => {
  const line = Line.safeParse(JSON.parse(text));
  return line.success ? [line.data] : [];
};

const isDenial = ({ status, code, project }: Line): boolean =>
  (status === 403 && code === 'permission_missing') || (status === 404 && code === 'not_found' && project !== null);

type Send = (args: unknown) => Promise<unknown>;
type Served = { readonly response: ServerResponse; isNoted: boolean };

const minuteMs = 60_000;
const minuteNow = (): number => Math.floor(Date.now() / minuteMs);
const minuteOf = (at: unknown): number => Math.floor(Date.parse(String(at)) / minuteMs);

type Denied = { readonly organization: string | null; readonly operation: string; readonly principal: string | null };
const denialOf = ({ organization, operation, principal }: Denied, minute: number): string =>
  `${organization} ${operation} ${principal} ${minute}`;

const denialOfRecord = ({ pk, action, actor, at }: TableItem): string => {
  const denied = { organization: pk.split('#')[1] ?? null, operation: String(action) };
  return denialOf({ ...denied, principal: (actor as { readonly id: string }).id }, minuteOf(at));
};

/**
 * Joins what the requests of a service did to its audit log. A change is a request of a principal that was answered 2xx and
 * wrote a transaction: one that found nothing to change, or that was repeated under its key, wrote none. Notes of the
 * service about itself, such as when a key was used, are single updates.
 */
export class AuditJoin {
  readonly #running = new AsyncLocalStorage<Served>();
  /** The ids of the requests that wrote a transaction, and the responses of those that have not ended. */
  readonly #changing: string[] = [];
  readonly #ending = new Set<ServerResponse>();
  readonly #lines = new Map<string, Line & { readonly minute: number }>();
  readonly #begin = (message: unknown): void => {
    const { response } = message as { readonly response: ServerResponse };
    this.#running.enterWith({ response, isNoted: false });
  };

  /** To be made after the service has started, in its process. */
  constructor() {
    subscribe('http.server.request.start', this.#begin);
    const middleware = (next: Send, context: { commandName?: string }) => async (args: unknown) => {
      const answer = await next(args);
      if (context.commandName === 'TransactWriteItemsCommand') this.#noteChange(this.#running.getStore());
      return answer;
    };
    const options = { step: 'initialize', priority: 'low' } as const;
    table().client.middlewareStack.add(middleware as never, options as never);
  }

  #noteChange(served: Served | undefined): void {
    if (served === undefined || served.isNoted) return;
    served.isNoted = true;
    const { response } = served;
    this.#ending.add(response);
    response.once('close', () => this.#noteEnd(response));
  }

  #noteEnd(response: ServerResponse): void {
    this.#ending.delete(response);
    this.#changing.push(String(response.getHeader('x-request-id')));
  }

  /** A line that a handler writes, at its moment. */
  noteLine(text: string): void {
    for (const line of lineOf(text)) this.#lines.set(line.requestId, { ...line, minute: minuteNow() });
  }

  close(): void {
    unsubscribe('http.server.request.start', this.#begin);
  }

  /** What is wrong, by operation and request, and nothing of a secret. @param records the audit log of every organisation */
  faults(records: readonly TableItem[], secrets: Iterable<string>): readonly string[] {
    for (const response of this.#ending) this.#noteEnd(response);
    const lines = [...this.#lines.values()];
    const done = new Set(records.filter(({ outcome }) => outcome === 'done').map(({ requestId }) => requestId));
    const denied = new Set(records.filter(({ outcome }) => outcome === 'denied').map(denialOfRecord));
    const changes = this.#changing
      .flatMap((requestId) => this.#lines.get(requestId) ?? [])
      .filter((line) => {
        const { organization, status, operation } = line;
        const isChange = status < 300 && !isIdleClaim(line) && ![...looking, ...underWay].includes(operation);
        return organization !== null && isChange;
      });
    // The line comes after the record, which may be of the end of the minute before.
    const isRecorded = (line: Line & { readonly minute: number }) =>
      [line.minute, line.minute - 1].some((minute) => denied.has(denialOf(line, minute)));
    const begun = new Set(records.map(({ action, projectId }) => `${action} ${projectId}`));
    const isRecordedChange = ({ requestId, operation, project }: Line) =>
      done.has(requestId) || begun.has(`${completing[operation]} ${project}`);
    const text = JSON.stringify(records);
    return [
      ...changes
        .filter((line) => !isRecordedChange(line))
        .map(({ operation, requestId }) => `${operation} changed something without a record: ${requestId}`),
      ...lines
        .filter((line) => line.organization !== null && isDenial(line) && !isRecorded(line))
        .map(({ operation, requestId }) => `${operation} was denied without a record: ${requestId}`),
      ...[...secrets]
        .filter((secret) => secret.length >= shortestSecret && text.includes(secret))
        .map(() => 'A record holds a secret.'),
    ];
  }
}
