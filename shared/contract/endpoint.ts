import type * as z from 'zod/mini';
import type { Permission } from './permission.ts';
import type { ProblemCode } from './problem-code.ts';

export type Method = 'GET' | 'POST' | 'PUT' | 'DELETE';

/** The folders of functions/ with the handlers. Each is one nested stack. */
export type Group =
  | 'projects'
  | 'repository'
  | 'branch-mappings'
  | 'environments'
  | 'deployments'
  | 'runner'
  | 'deliveries'
  | 'organization'
  | 'settings'
  | 'webhooks'
  | 'meta';

/**
 * `public`: no token. `any`: any principal. `caller`: any principal, also one in several organisations who names none of
 * them. Otherwise the permission that the call needs.
 */
export type Access = 'public' | 'any' | 'caller' | { readonly permission: Permission };

export type Response = {
  readonly description: string;
  readonly schema?: z.ZodMiniType;
  /** Default `application/json`. */
  readonly contentType?: string;
  /** Whether the same can be had as `text/plain`, by the Accept header. */
  readonly orText?: true;
};

/**
 * A row of the endpoint table. Routes, Lambdas, validation, OpenAPI, the typed client and the authorization tests are
 * derived from it. Its handler is `functions/<group>/<operation-id>.ts`.
 * Source: docs/design/api-conventions.md, "The endpoint table".
 */
export type Endpoint = {
  readonly operationId: string;
  readonly method: Method;
  readonly path: `/${string}`;
  readonly group: Group;
  readonly access: Access;
  readonly summary: string;
  readonly description?: string;
  readonly query?: z.ZodMiniObject;
  readonly body?: z.ZodMiniType;
  /** Whether a POST may have no body, as in the manual's curl examples. It is then read as `{}`. */
  readonly bodyOptional?: boolean;
  readonly responses: Readonly<Record<number, Response>>;
  /** In addition to the problems of every protected row. */
  readonly problems: readonly ProblemCode[];
};

/** Keeps the literal types of a row, so that client and handler know its path, query and body. */
export const defineEndpoint = <const E extends Endpoint>(row: E): E => row;
