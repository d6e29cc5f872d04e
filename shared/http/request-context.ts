import type * as z from 'zod/mini';
import type { Endpoint } from '#shared/contract/endpoint.ts';
import type { Mutation } from '#shared/data/audit/mutation.ts';
import type { Caller, Principal } from '#shared/domain/access/principal.ts';
import type { CheckVersion } from './check-version.ts';
import type { VisibleReads } from './read-visible.ts';

type Output<S> = S extends z.ZodMiniType ? z.output<S> : undefined;

/** The names of a path's parameters. */
export type PathParameters<Path extends string> = Path extends `${string}{${infer Name}}${infer Rest}`
  ? Name | PathParameters<Rest>
  : never;

/** A row with a permission and a project in its path reads only what its own permission shows. */
type ReadsOf<E extends Endpoint> = E extends {
  readonly access: { readonly permission: string };
  readonly path: `${string}{projectId}${string}`;
}
  ? VisibleReads
  : unknown;

/** The input of an operation: validated, and without HTTP details that the contract does not name. */
export type RequestContext<E extends Endpoint> = ReadsOf<E> & {
  readonly principal: E['access'] extends 'public' ? null : E['access'] extends 'caller' ? Caller : Principal;
  readonly params: Readonly<Record<PathParameters<E['path']>, string>>;
  readonly query: Output<E['query']>;
  readonly body: Output<E['body']>;
  /** RFC 3339. */
  readonly now: string;
  readonly requestId: string;
  readonly sourceIp: string;
  /** The path of the request, for links. */
  readonly path: string;
  /** What every change needs for its audit record. */
  readonly mutation: E['access'] extends 'public' | 'caller' ? null : Mutation;
  /** @throws Problem `precondition_failed` if If-Match names another version */
  readonly checkVersion: CheckVersion;
  readonly header: (name: string) => string | undefined;
  /** The address of the service. */
  readonly publicUrl: string;
};
