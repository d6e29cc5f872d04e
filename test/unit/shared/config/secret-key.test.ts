import { afterEach, describe, expect, it, vi } from 'vitest';
import { secretKey } from '#shared/config/secret-key.ts';

const arn = 'arn:aws:kms:eu-central-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab';

afterEach(() => {
  vi.unstubAllEnvs();
});

describe('secretKey', () => {
  it('is the key of the deployment', () => {
    vi.stubEnv('SECRET_KEY_ARN', arn);

    expect(secretKey()).toEqual({ KmsKeyId: arn });
  });

  it('is left to Secrets Manager where the deployment has none', () => {
    vi.stubEnv('SECRET_KEY_ARN', undefined);

    expect(secretKey()).toEqual({});
  });

  it.each(['', 'alias/ocore'])('is never another one than was meant: %j', (wrong) => {
    vi.stubEnv('SECRET_KEY_ARN', wrong);

    expect(() => secretKey()).toThrow('SECRET_KEY_ARN must be the ARN of a KMS key');
  });
});
