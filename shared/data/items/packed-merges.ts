import type { DeploymentId, EnvironmentId } from '#shared/contract/id.ts';
import type { KnownMerge } from '#shared/domain/branch-order/merge-order.ts';

const commitBytes = 6;
const timeBytes = 6;
const idBytes = 16;
/** A ULID's digits, of 5 bits each. */
const digits = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const ulidLength = 26;

const isDropped = 1;
const isFound = 2;
const hasTime = 4;
const hasDeployment = 8;

const packId = (id: string): Buffer => {
  let number = 0n;
  for (const digit of id.slice(-ulidLength)) number = number * 32n + BigInt(digits.indexOf(digit));
  return Buffer.from(number.toString(16).padStart(2 * idBytes, '0'), 'hex');
};

const unpackId = (bytes: Buffer): string => {
  let number = BigInt(`0x${bytes.toString('hex')}`);
  let text = '';
  for (let at = 0; at < ulidLength; at += 1) {
    text = (digits[Number(number % 32n)] ?? '') + text;
    number /= 32n;
  }
  return text;
};

const packTime = (at: string): Buffer => {
  const bytes = Buffer.alloc(timeBytes);
  bytes.writeUIntBE(Math.max(0, Date.parse(at)), 0, timeBytes);
  return bytes;
};

/**
 * Packs the merges of a branch into bytes: first their environments, then for each merge a byte of flags, the index of its
 * environment, its commit, and its time and deployment if they are known. Sixteen merges into one environment take 497 bytes.
 */
export const packMerges = (merges: readonly KnownMerge[]): Uint8Array => {
  const environments = [...new Set(merges.map(({ environmentId }) => environmentId))];
  const rows = merges.map(({ commit, mergedAt, environmentId, deploymentId, dropped, found }) => {
    const flags =
      (dropped ? isDropped : 0) +
      (found ? isFound : 0) +
      (mergedAt === null ? 0 : hasTime) +
      (deploymentId === null ? 0 : hasDeployment);
    return Buffer.concat([
      Buffer.from([flags, environments.indexOf(environmentId)]),
      Buffer.from(commit, 'hex'),
      ...(mergedAt === null ? [] : [packTime(mergedAt)]),
      ...(deploymentId === null ? [] : [packId(deploymentId)]),
    ]);
  });
  return Buffer.concat([Buffer.from([environments.length]), ...environments.map(packId), ...rows]);
};

/** The merges that `packMerges` packed, in their order. */
export const unpackMerges = (packed: Uint8Array): KnownMerge[] => {
  const bytes = Buffer.from(packed);
  let at = 0;
  const take = (length: number): Buffer => {
    at += length;
    return bytes.subarray(at - length, at);
  };
  const environments = Array.from(
    { length: take(1).readUInt8() },
    () => `env_${unpackId(take(idBytes))}` as EnvironmentId,
  );
  const merges: KnownMerge[] = [];
  while (at < bytes.length) {
    const flags = take(1).readUInt8();
    const environmentId = environments[take(1).readUInt8()];
    if (environmentId === undefined) throw new Error('A merge names an environment that its branch does not list.');
    merges.push({
      commit: take(commitBytes).toString('hex'),
      mergedAt: (flags & hasTime) === 0 ? null : new Date(take(timeBytes).readUIntBE(0, timeBytes)).toISOString(),
      environmentId,
      deploymentId: (flags & hasDeployment) === 0 ? null : (`dep_${unpackId(take(idBytes))}` as DeploymentId),
      dropped: (flags & isDropped) !== 0,
      found: (flags & isFound) !== 0,
    });
  }
  return merges;
};
