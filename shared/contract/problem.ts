import type { Permission } from './permission.ts';
import { type ProblemCode, problemCodes } from './problem-code.ts';

/** An invalid field: a JSON Pointer fragment (RFC 6901 §6) and what is wrong. */
export type FieldError = { pointer: string; detail: string };

type ProblemOptions = {
  errors?: readonly FieldError[];
  requiredPermission?: Permission;
  /** The slugs of organisations, of which the caller has to name one. */
  organizations?: readonly string[];
  /** Set if a later try may succeed; sent as `Retry-After`. */
  retryAfterSeconds?: number;
  headers?: Record<string, string>;
  cause?: unknown;
};

/**
 * The only exception that a client sees: a code of the closed list, and a detail that names the invalid value and the
 * next step. It is thrown anywhere and rendered only in shared/http/problem-reply.ts.
 * Source: RFC 9457; docs/design/api-conventions.md, "Problems".
 */
export class Problem extends Error {
  override readonly name = 'Problem';
  readonly code: ProblemCode;
  readonly errors: readonly FieldError[];
  readonly requiredPermission: Permission | undefined;
  readonly organizations: readonly string[];
  /** Seconds until a later try may succeed; null if trying again does not help. */
  readonly retryAfterSeconds: number | null;
  /** Further headers of the answer. */
  readonly headers: Record<string, string>;

  constructor(code: ProblemCode, detail: string, options: ProblemOptions = {}) {
    super(detail, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    this.errors = options.errors ?? [];
    this.requiredPermission = options.requiredPermission;
    this.organizations = options.organizations ?? [];
    this.retryAfterSeconds = options.retryAfterSeconds ?? null;
    this.headers = options.headers ?? {};
  }

  get status(): number {
    return problemCodes[this.code].status;
  }
}

/**
 * `validation_failed` at one field, in the form of docs/design/api-conventions.md, "Problems": `detail` repeats the
 * field's name.
 * @param pointer JSON Pointer fragment, for instance `#/environmentId`
 * @param detail what the value must be, without a full stop
 */
export const invalidField = (pointer: string, detail: string): Problem =>
  new Problem('validation_failed', `${pointer.replace(/^#\//, '')}: ${detail}.`, { errors: [{ pointer, detail }] });
