import { loadConfig } from './load-config.ts';

/**
 * The KMS key for the secrets that functions make, as a part of what is asked of Secrets Manager. Without it Secrets Manager
 * uses the key that AWS keeps for it (D-103).
 */
export const secretKey = (): { readonly KmsKeyId?: string } =>
  process.env.SECRET_KEY_ARN === undefined ? {} : { KmsKeyId: loadConfig(['SECRET_KEY_ARN']).SECRET_KEY_ARN };
