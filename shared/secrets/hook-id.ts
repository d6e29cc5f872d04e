import { createHmac, type KeyObject, timingSafeEqual } from 'node:crypto';
import { ulidToUUID, uuidToULID } from 'ulid';
import type { OrganizationId, ProjectId } from '#shared/contract/id.ts';
import type { Provider } from '#shared/contract/repository.ts';
import type { Proof } from '#shared/domain/records/proof.ts';

export type Hook = {
  readonly rootKeyVersion: number;
  readonly provider: Provider;
  readonly proof: Proof;
  readonly organizationId: OrganizationId;
  readonly projectId: ProjectId;
  /** A ULID. */
  readonly connectionId: string;
  readonly generation: number;
};

// Bytes: format, cell, root-key version, provider, proof, organisation 16, project 16, connection 16, generation 4, MAC 16.
const format = 1;
const cell = 0;
const payloadLength = 57;
const macLength = 16;
const textLength = Math.ceil(((payloadLength + macLength) * 4) / 3);
const providers: readonly Provider[] = ['github', 'gitlab', 'bitbucket', 'gitea'];
const proofs: readonly Proof[] = ['body-hmac', 'signing-token', 'plain-token'];

const ulidBytes = (ulid: string): Buffer => Buffer.from(ulidToUUID(ulid).replaceAll('-', ''), 'hex');
const ulidText = (bytes: Buffer): string => {
  const hex = bytes.toString('hex');
  return uuidToULID(
    `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`,
  );
};

const mac = (key: KeyObject, payload: Buffer): Buffer =>
  createHmac('sha256', key).update(payload).digest().subarray(0, macLength);

/** The bytes of a hook id without its MAC. The webhook secret is derived from them too. */
export const hookPayload = (hook: Hook): Buffer => {
  const generation = Buffer.alloc(4);
  generation.writeUInt32BE(hook.generation);
  return Buffer.concat([
    Buffer.from([format, cell, hook.rootKeyVersion, providers.indexOf(hook.provider), proofs.indexOf(hook.proof)]),
    ulidBytes(hook.organizationId.slice(4)),
    ulidBytes(hook.projectId.slice(4)),
    ulidBytes(hook.connectionId),
    generation,
  ]);
};

/**
 * Encodes a hook id: 98 characters of base64url, authenticated by a MAC.
 * Source: docs/design/deciding-a-push.md, "The hook id".
 */
export const encodeHookId = (hook: Hook, key: KeyObject): string => {
  const payload = hookPayload(hook);
  return Buffer.concat([payload, mac(key, payload)]).toString('base64url');
};

/** The root-key version that an unproved id claims; null if the id cannot be ours. */
export const claimedKeyVersion = (hookId: string): number | null => {
  if (hookId.length !== textLength) return null;
  const bytes = Buffer.from(hookId, 'base64url');
  // An id has only one valid spelling, although base64url can spell the same bytes in several ways.
  if (bytes.length !== payloadLength + macLength || bytes.toString('base64url') !== hookId) return null;
  return bytes[0] === format && bytes[1] === cell ? (bytes[2] ?? null) : null;
};

/**
 * Decodes and proves an id, without I/O.
 * @param key the MAC key of the version that the id claims
 * @returns null for every id that oCore did not make
 */
export const decodeHookId = (hookId: string, key: KeyObject): Hook | null => {
  if (claimedKeyVersion(hookId) === null) return null;
  const bytes = Buffer.from(hookId, 'base64url');
  const payload = bytes.subarray(0, payloadLength);
  if (!timingSafeEqual(mac(key, payload), bytes.subarray(payloadLength))) return null;
  const provider = providers[payload[3] ?? -1];
  const proof = proofs[payload[4] ?? -1];
  if (provider === undefined || proof === undefined) return null;
  return {
    rootKeyVersion: payload[2] ?? 0,
    provider,
    proof,
    organizationId: `org_${ulidText(payload.subarray(5, 21))}` as OrganizationId,
    projectId: `prj_${ulidText(payload.subarray(21, 37))}` as ProjectId,
    connectionId: ulidText(payload.subarray(37, 53)),
    generation: payload.readUInt32BE(53),
  };
};
