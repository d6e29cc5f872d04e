import * as z from 'zod/mini';
import { Provider } from './repository.ts';
import { atMost, Text, TextOrNull, Timestamp, TimestampOrNull } from './text.ts';
import { textLimits } from './text-limits.ts';

/**
 * An organisation's settings of one provider. No answer contains the credential itself.
 * Source: docs/design/resources.md, "Provider settings".
 */
export const ProviderSettings = z
  .object({
    provider: Provider,
    baseUrl: TextOrNull,
    sshHost: TextOrNull,
    sshPort: z.nullable(z.int()),
    sshHostKeys: z.array(z.object({ type: Text, fingerprint: Text })),
    /** The authorities that are trusted for this host besides the usual ones. */
    caBundle: z.array(z.object({ subject: Text, fingerprint: Text, expiresAt: Timestamp })),
    credential: z.nullable(
      z.object({
        kind: z.enum(['token', 'app']),
        lastFour: Text,
        setAt: Timestamp,
        expiresAt: TimestampOrNull,
        login: Text,
      }),
    ),
  })
  .register(z.globalRegistry, { id: 'ProviderSettings' });
export type ProviderSettings = z.infer<typeof ProviderSettings>;

/** A repository that the credential can reach. Source: docs/design/resources.md, "Repositories of a provider". */
export const ProviderRepositoryListItem = z
  .object({ fullName: Text, httpsUrl: Text, sshUrl: Text, defaultBranch: TextOrNull })
  .register(z.globalRegistry, { id: 'ProviderRepository' });
export type ProviderRepositoryListItem = z.infer<typeof ProviderRepositoryListItem>;

// Installation tokens of GitHub have about 520 characters. No provider guarantees a format, so none is required.
const visibleAscii = (max: number) =>
  z
    .string()
    .check(
      z.regex(new RegExp(`^[\\x21-\\x7e]{8,${max}}$`), `must have 8 to ${max} visible ASCII characters and no blanks`),
    );

const Token = z.strictObject({
  kind: z.literal('token'),
  token: visibleAscii(textLimits.credential),
  username: z.optional(
    z
      .string()
      .check(
        z.regex(
          /^[^\s:\p{Cc}]{1,200}$/u,
          'must be the user name or e-mail address that the token belongs to, without a colon',
        ),
      ),
  ),
});

const App = z.strictObject({
  kind: z.literal('app'),
  appId: z.string().check(z.regex(/^\d{1,20}$/, 'must be the number of the GitHub App')),
  installationId: z.string().check(z.regex(/^\d{1,20}$/, 'must be the number of its installation')),
  privateKey: z
    .string()
    .check(
      atMost(textLimits.privateKey),
      z.regex(
        /^-----BEGIN (RSA )?PRIVATE KEY-----[\s\S]+-----END (RSA )?PRIVATE KEY-----\s*$/,
        'must be a PEM private key',
      ),
    ),
});

export const CredentialInput = z.discriminatedUnion('kind', [Token, App], 'must be of the kind token or app');
export type CredentialInput = z.infer<typeof CredentialInput>;

const HostName = z
  .string()
  .check(z.regex(/^[A-Za-z0-9](?:[A-Za-z0-9.-]{0,251}[A-Za-z0-9])?$/, 'must be a host name, without scheme and port'));

// The syntax of these three is parsed where they are used.
export const BaseUrl = z.string().check(atMost(textLimits.baseUrl));
export const SshHostKeyLine = z.string().check(atMost(textLimits.sshHostKey));
export const CaBundle = z.string().check(atMost(textLimits.caBundle));

export const UpdateProviderSettingsBody = z.strictObject({
  credential: z.optional(z.nullable(CredentialInput)),
  baseUrl: z.optional(z.nullable(BaseUrl)),
  sshHost: z.optional(z.nullable(HostName)),
  sshPort: z.optional(
    z.nullable(
      z
        .int('must be a port from 1 to 65535')
        .check(z.minimum(1, 'must be a port from 1 to 65535'), z.maximum(65_535, 'must be a port from 1 to 65535')),
    ),
  ),
  sshHostKeys: z.optional(
    z.array(SshHostKeyLine).check(z.maxLength(textLimits.sshHostKeys, 'must have at most 10 entries')),
  ),
  caBundle: z.optional(z.nullable(CaBundle)),
});
export type UpdateProviderSettingsBody = z.infer<typeof UpdateProviderSettingsBody>;
