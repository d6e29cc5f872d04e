import { createHash } from 'node:crypto';
import { cutText } from '#shared/contract/text-limits.ts';

/** Like `cutText`, but different names stay different: a digest replaces the cut part. */
export const cutName = (name: string, max: number): string => {
  if (name.length <= max) return name;
  const digest = createHash('sha256').update(name).digest('hex').slice(0, 12);
  return `${cutText(name, max - digest.length - 1)}-${digest}`;
};
