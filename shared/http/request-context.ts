import type * as z from 'zod/mini';
import type { Endpoint } from '#shared/contract/endpoint.ts';
import type { Mutation } from '#shared/data/audit/mutation.ts';
import type { Principal } from '#shared/domain/access/principal.ts';

type Output<S> = S extends z.ZodMiniType ? z.output<S> : undefined;

/** The names of a path's parameters. */
export type PathParameters<Path extends string> = Path extends `${string}{${infer Name}}${infer Rest}`
  ? Name | PathParameters<Rest>
  : never;

/** What an operation works with: everything checked, nothing of HTTP but what the contract names. */
export type RequestContext<E extends Endpoint> = {
  readonly principal: E['access'] extends 'public' ? null : Principal;
  readonly params: Readonly<Record<PathParameters<E['path']>, string>>;
  readonly query: Output<E['query']>;
  readonly body: Output<E['body']>;
  /** RFC 3339. */
  readonly now: string;
  readonly requestId: string;
  /** The path as it was called, for links. */
  readonly path: string;
  /** What every change of a principal needs to leave its audit record. */
  readonly mutation: E['access'] extends 'public' ? null : Mutation;
  /** @throws Problem `precondition_failed` where If-Match names another version */
  readonly checkVersion: (version: number) => void;
  readonly header: (name: string) => string | undefined;
  /** Public facts of the deployment. */
  readonly publicUrl: string;
};
