import { describe, expect, test } from 'vitest';
import { generateDeployKey } from '#shared/git/deploy-key.ts';
import { keyBlob } from '#shared/providers/client/key-blob.ts';

describe('keyBlob', () => {
  test('is the same with any comment, or none, and any blanks', () => {
    const { publicKey } = generateDeployKey('ocore-1');
    const [type, blob] = publicKey.split(' ');

    for (const line of [publicKey, `${type} ${blob}`, `${type} ${blob} of a person`, ` ${type}  ${blob}\tx\n`]) {
      expect(keyBlob(line)).toBe(blob);
    }
  });

  test('of a line that is no key is the line', () => {
    expect(keyBlob(' ssh-ed25519 ')).toBe('ssh-ed25519');
    expect(keyBlob('')).toBe('');
  });
});
