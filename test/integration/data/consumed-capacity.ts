import { table } from '#shared/data/table/table.ts';

/** What a piece of work asked of DynamoDB. */
export type Consumed = {
  /** The calls by name in the order of their beginning, repeated ones counted: `Query`, `GetItem ×2`. */
  readonly calls: string;
  readonly readUnits: number;
  readonly tableWriteUnits: number;
  readonly indexWriteUnits: number;
};

type Units = { readonly CapacityUnits?: number };
type Capacity = Units & {
  readonly Table?: Units;
  readonly GlobalSecondaryIndexes?: Readonly<Record<string, Units>>;
};
type Call = { readonly name: string; capacity: readonly Capacity[] };

const reading: readonly string[] = ['GetItem', 'Query', 'BatchGetItem'];
const started: Call[] = [];
let installed = false;

const listOf = (capacity: unknown): readonly Capacity[] =>
  capacity === undefined ? [] : Array.isArray(capacity) ? (capacity as Capacity[]) : [capacity as Capacity];

const install = (): void => {
  if (installed) return;
  installed = true;
  table().client.middlewareStack.add(
    (next, context) => async (request) => {
      const name = String(context.commandName).replace(/Command$/, '');
      const call: Call = { name, capacity: [] };
      started.push(call);
      Object.assign(request.input, { ReturnConsumedCapacity: 'INDEXES' });
      const answer = await next(request);
      call.capacity = listOf((answer.output as { ConsumedCapacity?: unknown }).ConsumedCapacity);
      return answer;
    },
    { step: 'initialize', name: 'consumedCapacity' },
  );
};

const counted = (names: readonly string[]): string =>
  [...new Set(names)]
    .map((name) => {
      const count = names.filter((one) => one === name).length;
      return count === 1 ? name : `${name} ×${count}`;
    })
    .join(', ');

const sum = (numbers: readonly number[]): number => numbers.reduce((total, one) => total + one, 0);

/** Runs some work and tells its calls and the units that they consumed, as the engine counts them. */
export const consumedBy = async (work: () => Promise<unknown>): Promise<Consumed> => {
  install();
  started.length = 0;
  await work();
  const calls = [...started];
  const ofKind = (isRead: boolean): readonly Capacity[] =>
    calls.filter((call) => reading.includes(call.name) === isRead).flatMap((call) => call.capacity);
  return {
    calls: counted(calls.map((call) => call.name)),
    readUnits: sum(ofKind(true).map((one) => one.CapacityUnits ?? 0)),
    tableWriteUnits: sum(ofKind(false).map((one) => one.Table?.CapacityUnits ?? 0)),
    indexWriteUnits: sum(
      ofKind(false).flatMap((one) => Object.values(one.GlobalSecondaryIndexes ?? {}).map((u) => u.CapacityUnits ?? 0)),
    ),
  };
};
