import { table } from '#shared/data/table/table.ts';

/** What one command asked of the table and was answered. */
export type Watched = {
  readonly command: string;
  /** Every partition in it, by where it stands: of an item or a key, of its index, of the condition of a Query. */
  readonly partitions: readonly { readonly at: 'pk' | 'gsi1pk' | ':pk'; readonly value: string }[];
  /** The request and the answer, as text. */
  readonly request: string;
  readonly answer: string;
};

// Depending on the step, a value stands there as it is or as DynamoDB writes it.
const textOf = (value: unknown): string =>
  typeof value === 'string' ? value : String((value as { S?: unknown } | undefined)?.S);

const isPartition = (name: string): name is Watched['partitions'][number]['at'] =>
  name === 'pk' || name === 'gsi1pk' || name === ':pk';
const partitionsIn = (input: unknown): Watched['partitions'] => {
  if (input === null || typeof input !== 'object' || input instanceof Uint8Array) return [];
  return Object.entries(input).flatMap(([name, value]) =>
    isPartition(name) ? [{ at: name, value: textOf(value) }] : partitionsIn(value),
  );
};

const asText = (value: unknown): string =>
  JSON.stringify(value, (_name, one) => (one instanceof Set ? [...one] : one)) ?? '';

type Send = (args: { readonly input: unknown }) => Promise<{ readonly output: unknown }>;

/** Hands every command of this process's table to `watch`, with its answer. @returns ends it */
export const watchTable = (watch: (seen: Watched) => void): (() => void) => {
  const name = 'watchTable';
  const { middlewareStack } = table().client;
  const middleware =
    (next: Send, { commandName }: { commandName?: string }): Send =>
    async (args) => {
      const seen = { command: String(commandName), partitions: partitionsIn(args.input), request: asText(args.input) };
      try {
        const answer = await next(args);
        watch({ ...seen, answer: asText(answer.output) });
        return answer;
      } catch (error) {
        // A refused condition may hand back the item that refused it.
        watch({ ...seen, answer: asText(error) });
        throw error;
      }
    };
  middlewareStack.add(middleware as never, { step: 'initialize', priority: 'high', name } as never);
  return () => {
    middlewareStack.remove(name);
  };
};
