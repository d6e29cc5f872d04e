import type * as z from 'zod/mini';
import type { Permission } from './permission.ts';
import type { ProblemCode } from './problem-code.ts';

export type Method = 'GET' | 'POST' | 'PUT' | 'DELETE';

/** The folders of functions/ that hold a row's file. Each is one nested stack. */
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

/** `public`: no token. `any`: any principal. Otherwise the permission that the call needs. */
export type Access = 'public' | 'any' | { readonly permission: Permission };

export type Response = {
  readonly description: string;
  readonly schema?: z.ZodMiniType;
  /** Default `application/json`. */
  readonly contentType?: string;
};

/**
 * One row of the endpoint table. Routes, Lambdas, validation, OpenAPI, the typed client and the authorization matrix
 * all come from it; its handler is `functions/<group>/<operation-id>.ts`.
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
  /** A POST that may come without a body, as the manual's curl lines do: then it is read as `{}`. */
  readonly bodyOptional?: boolean;
  readonly responses: Readonly<Record<number, Response>>;
  /** Besides those that every protected row can answer. */
  readonly problems: readonly ProblemCode[];
};

/** Types a row without widening its literals, so that the client and the handler know path, query and body. */
export const defineEndpoint = <const E extends Endpoint>(row: E): E => row;
