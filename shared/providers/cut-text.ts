import { createHash } from 'node:crypto';

/** The beginning of a text, at most so many UTF-16 units and never half a character. */
export const cutText = (text: string, most: number): string => {
  const end = text.codePointAt(most - 1) ?? 0;
  return text.length <= most ? text : text.slice(0, end > 0xffff ? most - 1 : most);
};

/** As `cutText`, but two names that differ stay different: a digest of the whole takes the place of what is cut. */
export const cutName = (name: string, most: number): string => {
  if (name.length <= most) return name;
  const digest = createHash('sha256').update(name).digest('hex').slice(0, 12);
  return `${cutText(name, most - digest.length - 1)}-${digest}`;
};
