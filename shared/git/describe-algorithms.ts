import type { AlgorithmUse, NoCommonAlgorithm } from './ssh-negotiation.ts';

/** Why oCore does not use an algorithm. A server that has proved nothing is not quoted: only these names are shown. */
const reasons: readonly (readonly [RegExp, string])[] = [
  [/^ssh-rsa$/, 'RSA signatures with SHA-1, which can be forged'],
  [/^ssh-dss$/, 'DSA keys, which are too short'],
  [/^diffie-hellman-group-exchange-sha(?:1|256)$/, 'groups that the server chooses, which may be weak'],
  [/^diffie-hellman-group(?:1|14)-sha1$/, 'SHA-1'],
  [/^(?:aes(?:128|192|256)|3des|blowfish|cast128)-cbc$|^rijndael-cbc@lysator\.liu\.se$/, 'the mode CBC'],
  [/^arcfour(?:128|256)?$/, 'RC4'],
  [/^hmac-(?:sha1|md5|ripemd160)(?:-96)?(?:-etm@openssh\.com|@openssh\.com)?$/, 'SHA-1, MD5 or RIPEMD-160'],
  [/^zlib(?:@openssh\.com)?$/, 'compression, which passes the limit of bytes'],
];

/** What the administrator of the server changes. The settings are those of sshd_config(5). */
const cures: Readonly<Record<AlgorithmUse, string>> = {
  'key exchange':
    'Allow curve25519-sha256, ecdh-sha2-nistp256 or diffie-hellman-group16-sha512 there (KexAlgorithms in sshd_config)',
  'host key':
    'Give the server an ed25519 host key, or let it sign with its RSA key by rsa-sha2-512 (OpenSSH 7.2 or newer; HostKeyAlgorithms in sshd_config). Then pin the key in the provider settings',
  cipher: 'Allow aes256-gcm@openssh.com or aes256-ctr there (Ciphers in sshd_config)',
  MAC: 'Allow hmac-sha2-256 or hmac-sha2-512 there (MACs in sshd_config)',
  compression: 'Allow connections without compression there (Compression in sshd_config)',
};

/** @param names that oCore knows, with why it does not use them */
const offeredText = (names: readonly string[]): string => {
  const known = names.flatMap((name) => {
    const reason = reasons.find(([pattern]) => pattern.test(name))?.[1];
    return reason === undefined ? [] : [`${name} (${reason})`];
  });
  return known.length === 0 ? 'algorithms that oCore does not know' : known.slice(0, 6).join(', ');
};

/**
 * Says which algorithms a server offers and what its administrator has to change, to follow the host's name.
 * Source: docs/design/connecting.md, "SSH algorithms".
 */
export const describeAlgorithms = ({ use, offered }: NoCommonAlgorithm): string =>
  `offers for the ${use} only ${offeredText(offered)}. oCore uses none of them, and sent nothing. ${cures[use]}.`;
