import { createHash } from 'node:crypto';
import { cutText } from '#shared/contract/text-limits.ts';

/** As `cutText`, but two names that differ stay different: a digest of the whole takes the place of what is cut. */
export const cutName = (name: string, most: number): string => {
  if (name.length <= most) return name;
  const digest = createHash('sha256').update(name).digest('hex').slice(0, 12);
  return `${cutText(name, most - digest.length - 1)}-${digest}`;
};
