import { createHash } from 'node:crypto';

/** The reply of an operation. With a `version` it is a single resource, whose ETag begins with it. */
export type Reply = {
  readonly status: number;
  readonly body: unknown;
  readonly headers: Readonly<Record<string, string>>;
  readonly version: number | null;
};

const reply = (status: number, body: unknown, version: number | null, headers: Record<string, string> = {}): Reply => ({
  status,
  body,
  version,
  headers,
});

/** 200 with a single resource. */
export const ok = (body: unknown, version: number): Reply => reply(200, body, version);
/** 200 without a version: a list or a report. */
export const answer = (body: unknown, headers: Record<string, string> = {}): Reply => reply(200, body, null, headers);
/** 201 with the address of the new resource. */
export const created = (body: unknown, version: number, location: string): Reply =>
  reply(201, body, version, { location });
/** 202 with the address of the running operation. */
export const accepted = (body: unknown, version: number, location: string): Reply =>
  reply(202, body, version, { location });
/** 202 if something was queued, 200 otherwise. */
export const okOrAccepted = (body: unknown, queued: boolean): Reply => reply(queued ? 202 : 200, body, null);
/** 204. */
export const noContent = (): Reply => reply(204, null, null);

/**
 * `"<version>.<digest of the body>"` of a single resource, `"<digest of the body>"` of anything else: If-Match compares
 * the version, If-None-Match the whole.
 * Source: docs/design/api-conventions.md, "ETags".
 */
export const etagOf = (version: number | null, body: string): string => {
  const digest = createHash('sha256').update(body).digest('hex').slice(0, 16);
  return version === null ? `"${digest}"` : `"${version}.${digest}"`;
};
