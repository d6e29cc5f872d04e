import { loadConfig } from './load-config.ts';

/**
 * The parameter for Secrets Manager with the KMS key of secrets that functions make. Without one, Secrets Manager uses the
 * key that AWS keeps for it (D-103).
 */
export const secretKey = (): { readonly KmsKeyId?: string } =>
  process.env.SECRET_KEY_ARN === undefined ? {} : { KmsKeyId: loadConfig(['SECRET_KEY_ARN']).SECRET_KEY_ARN };
