import type * as z from 'zod/mini';
import type { Endpoint } from '#shared/contract/endpoint.ts';
import type { Cell } from '../present/cell.ts';
import type { ArgumentKind } from './arguments.ts';
import type { Confirmation } from './confirmation.ts';
import type { CommandOption } from './options.ts';

type Fields<S> = S extends z.ZodMiniType ? keyof z.input<S> & string : never;
type FieldOf<E extends Endpoint> = Fields<E['query']> | Fields<E['body']>;
type Answers<E extends Endpoint> = {
  [Status in keyof E['responses']]: E['responses'][Status] extends { schema: infer S extends z.ZodMiniType }
    ? z.output<S>
    : never;
}[keyof E['responses']];
// `reported` is a second list, which comes beside the rows of the first.
type ItemOf<Body> = Body extends unknown
  ? { [Key in Exclude<keyof Body, 'reported'>]: Body[Key] extends readonly (infer Item)[] ? Item : never }[Exclude<
      keyof Body,
      'reported'
    >]
  : never;

/** `list`: a table of rows. `one`: a table of fields. `id`: what was made or changed. `log`: lines. `text`: as it came. */
export type Shape = 'list' | 'one' | 'id' | 'log' | 'text';

type Spec<E extends Endpoint> = {
  readonly summary: string;
  /** Whole lines; help begins with them. */
  readonly examples: readonly string[];
  readonly arguments?: readonly ArgumentKind[];
  readonly options?: readonly CommandOption<FieldOf<E>>[];
  readonly shape: Shape;
  /** Fields of the body that this command always sends. */
  readonly sends?: Partial<z.input<NonNullable<E['body']>>>;
  /** Of a list. */
  columns?(item: ItemOf<Answers<E>>): Readonly<Record<string, Cell>>;
  /** Of a list whose answer has a second one: its rows, which a table of their own shows below the first. */
  below?(body: Answers<E>): readonly Readonly<Record<string, Cell>>[];
  /** What `-o id` prints for an answer, or for each row of a list; null where nothing has an id. Default `id`. */
  readonly idOf?:
    | ((value: E extends { method: 'GET' } ? ItemOf<Answers<E>> | Answers<E> : Answers<E>, params: Params) => string)
    | null;
  /** The secret that the answer shows this once: printed alone where no format is asked for. Null: the answer has lost it. */
  secretOf?(body: Answers<E>): string | null;
  /** What to say to a person after it, on stderr. */
  said?(body: Answers<E>): readonly string[];
  /** What it asks first; null where it deletes nothing. */
  readonly confirmation?: Confirmation;
  /** `--wait` (the new deployment) or `--follow` (the one that is named). */
  readonly follows?: 'made' | 'named';
};

/** The values of the parameters of the path. */
export type Params = Readonly<Record<string, string>>;

/** A command that makes one call of the API. */
export type ApiCommand = {
  /** The words after `ocore`. */
  readonly name: string;
  readonly row: Endpoint;
  readonly summary: string;
  readonly examples: readonly string[];
  readonly arguments: readonly ArgumentKind[];
  readonly options: readonly CommandOption<string>[];
  readonly shape: Shape;
  readonly sends: Readonly<Record<string, unknown>>;
  columns(item: unknown): Readonly<Record<string, Cell>>;
  below(body: unknown): readonly Readonly<Record<string, Cell>>[];
  readonly idOf: ((value: unknown, params: Params) => string) | null;
  readonly secretOf: ((body: unknown) => string | null) | null;
  said(body: unknown): readonly string[];
  readonly confirmation: Confirmation | null;
  readonly follows: 'made' | 'named' | null;
};

const ownId = (value: unknown): string => String((value as { readonly id?: unknown }).id);

/** Makes a command of a row of the endpoint table. Options, columns and ids are checked against the row's own schemas. */
export const apiCommand = <const E extends Endpoint>(name: string, row: E, spec: Spec<E>): ApiCommand => ({
  name,
  row,
  summary: spec.summary,
  examples: spec.examples,
  arguments: spec.arguments ?? [],
  options: spec.options ?? [],
  shape: spec.shape,
  sends: spec.sends ?? {},
  columns: (item) => spec.columns?.(item as ItemOf<Answers<E>>) ?? {},
  below: (body) => spec.below?.(body as Answers<E>) ?? [],
  // The row's schema says what its answers are: from here on they are read by name alone.
  idOf: spec.idOf === undefined ? ownId : (spec.idOf as ApiCommand['idOf']),
  secretOf: (spec.secretOf as ApiCommand['secretOf']) ?? null,
  said: (body) => spec.said?.(body as Answers<E>) ?? [],
  confirmation: spec.confirmation ?? null,
  follows: spec.follows ?? null,
});
