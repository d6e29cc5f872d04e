import type { OrganizationId } from '#shared/contract/id.ts';
import type { Provider } from '#shared/contract/repository.ts';

export type ProviderSettingsRecord = {
  readonly organizationId: OrganizationId;
  readonly provider: Provider;
  /** Null: the provider's public host. No slash at its end. */
  readonly baseUrl: string | null;
  readonly sshHost: string | null;
  readonly sshPort: number | null;
  /** Lines as in known_hosts, without the host: `ssh-ed25519 AAAA…`. */
  readonly sshHostKeys: readonly string[];
  /** Certificates of authorities, PEM, that are trusted for this host besides the usual ones. */
  readonly caBundle: string | null;
  readonly credential: {
    readonly kind: 'token' | 'app';
    readonly lastFour: string;
    readonly setAt: string;
    readonly expiresAt: string | null;
    readonly login: string;
    readonly secretId: string;
  } | null;
  /** Secrets that may exist and must be deleted. */
  readonly abandonedSecretIds: readonly string[];
  readonly updatedAt: string | null;
  readonly version: number;
};
