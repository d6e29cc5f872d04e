import type { DeployKeyId } from '#shared/contract/id.ts';

export type DeployKeyRecord = {
  readonly id: DeployKeyId;
  readonly publicKey: string;
  readonly fingerprint: string;
  readonly installed: 'automatic' | 'manual';
  readonly createdAt: string;
  readonly lastVerifiedAt: string | null;
};

/** An old key that works until the new one is proved. */
export type RetiringKey = DeployKeyRecord & { readonly since: string };
