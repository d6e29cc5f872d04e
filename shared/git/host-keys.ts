import { fingerprintOf } from './fingerprint.ts';

/** The supported host key types. No DSA, no certificates. */
export const hostKeyTypes = [
  'ssh-ed25519',
  'ecdsa-sha2-nistp256',
  'ecdsa-sha2-nistp384',
  'ecdsa-sha2-nistp521',
  'ssh-rsa',
] as const;
export type HostKeyType = (typeof hostKeyTypes)[number];

/** A server's public key. */
export type HostKey = {
  readonly type: HostKeyType;
  /** `ssh-ed25519 AAAA…`, without host and comment. */
  readonly publicKey: string;
  readonly fingerprint: string;
};

const line =
  /^(?:(?<host>[A-Za-z0-9[][A-Za-z0-9.:,[\]-]{0,500}) )?(?<type>[a-z0-9-]{1,30}) (?<base64>[A-Za-z0-9+/]{1,4000}={0,2})(?: [\x20-\x7e]{0,500})?$/;

/** Splits a key in SSH wire format (RFC 4251 §5) into its fields. @returns null unless they fill it exactly */
const fieldsOf = (blob: Buffer): readonly Buffer[] | null => {
  const fields: Buffer[] = [];
  let at = 0;
  while (at < blob.length) {
    if (at + 4 > blob.length) return null;
    const end = at + 4 + blob.readUInt32BE(at);
    if (end > blob.length) return null;
    fields.push(blob.subarray(at + 4, end));
    at = end;
  }
  return fields;
};

/** The bit length of a positive integer in its shortest encoding; 0 for any other. */
const bitsOf = (integer: Buffer): number => {
  const [first = 0, second = 0] = integer;
  if (first >= 0x80 || (first === 0 && second < 0x80)) return 0;
  return first === 0 ? (integer.length - 1) * 8 : (integer.length - 1) * 8 + 32 - Math.clz32(first);
};

const pointBytes = { nistp256: 65, nistp384: 97, nistp521: 133 } as const;

const isWhole = (type: HostKeyType, fields: readonly Buffer[]): boolean => {
  const [name, second = Buffer.alloc(0), third = Buffer.alloc(0)] = fields;
  if (name?.toString('latin1') !== type) return false;
  if (type === 'ssh-ed25519') return fields.length === 2 && second.length === 32;
  if (type === 'ssh-rsa') {
    const bits = bitsOf(third);
    return fields.length === 3 && bitsOf(second) >= 2 && bits >= 2048 && bits <= 16_384;
  }
  const curve = second.toString('latin1');
  if (type !== `ecdsa-sha2-${curve}`) return false;
  return fields.length === 3 && third[0] === 4 && third.length === pointBytes[curve as keyof typeof pointBytes];
};

/**
 * Parses a host key line: with host as in `known_hosts`, or without as in a `.pub` file. A comment is dropped. Hashed
 * hosts, patterns, markers, certificates, RSA keys under 2,048 bits and anything else that is not exactly one key are
 * refused.
 * @returns null if it is not such a line
 */
export const parseHostKey = (text: string): (HostKey & { readonly host: string | null }) | null => {
  const groups = line.exec(text.trim())?.groups;
  const type = hostKeyTypes.find((one) => one === groups?.type);
  if (groups?.base64 === undefined || type === undefined) return null;
  const blob = Buffer.from(groups.base64, 'base64');
  const fields = fieldsOf(blob);
  if (blob.toString('base64') !== groups.base64 || fields === null || !isWhole(type, fields)) return null;
  return { host: groups.host ?? null, type, publicKey: `${type} ${groups.base64}`, fingerprint: fingerprintOf(blob) };
};

// As the providers publish them. GitHub and Bitbucket replaced their RSA keys in 2023.
const knownHosts = [
  'github.com ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIOMqqnkVzrm0SdG6UOoqKLsabgH5C9okWi0dh2l9GKJl',
  'github.com ecdsa-sha2-nistp256 AAAAE2VjZHNhLXNoYTItbmlzdHAyNTYAAAAIbmlzdHAyNTYAAABBBEmKSENjQEezOmxkZMy7opKgwFB9nkt5YRrYMjNuG5N87uRgg6CLrbo5wAdT/y6v0mKV0U2w0WZ2YB/++Tpockg=',
  'github.com ssh-rsa AAAAB3NzaC1yc2EAAAADAQABAAABgQCj7ndNxQowgcQnjshcLrqPEiiphnt+VTTvDP6mHBL9j1aNUkY4Ue1gvwnGLVlOhGeYrnZaMgRK6+PKCUXaDbC7qtbW8gIkhL7aGCsOr/C56SJMy/BCZfxd1nWzAOxSDPgVsmerOBYfNqltV9/hWCqBywINIR+5dIg6JTJ72pcEpEjcYgXkE2YEFXV1JHnsKgbLWNlhScqb2UmyRkQyytRLtL+38TGxkxCflmO+5Z8CSSNY7GidjMIZ7Q4zMjA2n1nGrlTDkzwDCsw+wqFPGQA179cnfGWOWRVruj16z6XyvxvjJwbz0wQZ75XK5tKSb7FNyeIEs4TT4jk+S4dhPeAUC5y+bDYirYgM4GC7uEnztnZyaVWQ7B381AK4Qdrwt51ZqExKbQpTUNn+EjqoTwvqNj4kqx5QUCI0ThS/YkOxJCXmPUWZbhjpCg56i+2aB6CmK2JGhn57K5mj0MNdBXA4/WnwH6XoPWJzK5Nyu2zB3nAZp+S5hpQs+p1vN1/wsjk=',
  'gitlab.com ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAfuCHKVTjquxvt6CM6tdG4SLp1Btn/nOeHHE5UOzRdf',
  'gitlab.com ssh-rsa AAAAB3NzaC1yc2EAAAADAQABAAABAQCsj2bNKTBSpIYDEGk9KxsGh3mySTRgMtXL583qmBpzeQ+jqCMRgBqB98u3z++J1sKlXHWfM9dyhSevkMwSbhoR8XIq/U0tCNyokEi/ueaBMCvbcTHhO7FcwzY92WK4Yt0aGROY5qX2UKSeOvuP4D6TPqKF1onrSzH9bx9XUf2lEdWT/ia1NEKjunUqu1xOB/StKDHMoX4/OKyIzuS0q/T1zOATthvasJFoPrAjkohTyaDUz2LN5JoH839hViyEG82yB+MjcFV5MU3N1l1QL3cVUCh93xSaua1N85qivl+siMkPGbO5xR/En4iEY6K2XPASUEMaieWVNTRCtJ4S8H+9',
  'gitlab.com ecdsa-sha2-nistp256 AAAAE2VjZHNhLXNoYTItbmlzdHAyNTYAAAAIbmlzdHAyNTYAAABBBFSMqzJeV9rUzU4kWitGjeR4PWSa29SPqJ1fVkhtj3Hw9xjLVXVYrU9QlYWrOLXBpQ6KWjbjTDTdDkoohFzgbEY=',
  'bitbucket.org ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIIazEu89wgQZ4bqs3d63QSMzYVa0MuJ2e2gKTKqu+UUO',
  'bitbucket.org ecdsa-sha2-nistp256 AAAAE2VjZHNhLXNoYTItbmlzdHAyNTYAAAAIbmlzdHAyNTYAAABBBPIQmuzMBuKdWeF4+a2sjSSpBK0iqitSQ+5BM9KhpexuGt20JpTVM7u5BDZngncgrqDMbWdxMWWOGtZ9UgbqgZE=',
  'bitbucket.org ssh-rsa AAAAB3NzaC1yc2EAAAADAQABAAABgQDQeJzhupRu0u0cdegZIa8e86EG2qOCsIsD1Xw0xSeiPDlCr7kq97NLmMbpKTX6Esc30NuoqEEHCuc7yWtwp8dI76EEEB1VqY9QJq6vk+aySyboD5QF61I/1WeTwu+deCbgKMGbUijeXhtfbxSxm6JwGrXrhBdofTsbKRUsrN1WoNgUa8uqN1Vx6WAJw1JHPhglEGGHea6QICwJOAr/6mrui/oB7pkaWKHj3z7d1IC4KWLtY47elvjbaTlkN04Kc/5LFEirorGYVbt15kAUlqGM65pk6ZBxtaO3+30LVlORZkxOh+LKL/BvbZ/iRNhItLqNyieoQj/uh/7Iv4uyH/cV/0b4WDSd3DptigWq84lJubb9t/DnZlrJazxyDCulTmKdOR7vs9gMTo+uoIrPSb8ScTtvw65+odKAlBj59dhnVp9zd7QUojOpXlL62Aw56U4oO+FALuevvMjiWeavKhJqlR7i5n9srYcrNV7ttmDw7kf/97P5zauIhxcjX+xHv4M=',
];

/**
 * The built-in SSH host keys of github.com, gitlab.com and bitbucket.org, the preferred type first. Other hosts have
 * none: an administrator pins their keys in the provider settings.
 * Source: docs/design/providers.md, "SSH host keys".
 */
export const pinnedHostKeys = (host: string): readonly HostKey[] =>
  knownHosts.flatMap((known) => {
    const key = parseHostKey(known);
    if (key?.host !== host) return [];
    return [{ type: key.type, publicKey: key.publicKey, fingerprint: key.fingerprint }];
  });
