import type { ApiKeyWithSecret } from '#shared/contract/api-key.ts';

/** The messages beside the text of a new key, which stdout shows only once. */
export const secretSaid = ({ id, name, key }: ApiKeyWithSecret): readonly string[] =>
  key === null
    ? [`ocore: the answer with the text of the key was lost. Make a new text: ocore api-key rotate ${id}`]
    : [`${name} (${id}). Its text is shown this once.`];
