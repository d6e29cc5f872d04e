import * as z from 'zod';
import { textLike } from './reference.ts';

/** Of a key itself: a policy cannot grant the use of an alias. */
export const KeyArn = textLike(
  /^arn:aws[a-z-]*:kms:[a-z0-9-]+:\d{12}:key\/(?:mrk-[0-9a-f]{32}|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$/,
  'must be the ARN of a KMS key, not of an alias, such as arn:aws:kms:eu-central-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab',
);

/** The key that encrypts what is stored: one that the stack makes, or one that exists (D-103). */
export const EncryptionConfig = z
  .strictObject({ kms: z.literal(true, 'must be true').optional(), keyArn: KeyArn.optional() })
  .refine(({ kms, keyArn }) => (kms === undefined) !== (keyArn === undefined), 'must have either kms or keyArn');
