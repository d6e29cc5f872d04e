import * as z from 'zod/mini';

const Scopes = z.object({ required: z.optional(z.array(z.string())), granted: z.optional(z.array(z.string())) });
const Fields = z.record(z.string(), z.union([z.string(), z.array(z.string())]));
const Message = z.union([z.string(), Fields]);
/**
 * The documented error formats of all providers, combined.
 * Source: docs/design/providers.md, "GitHub: calling the API", "GitLab: calling the API" and "Bitbucket: calling the
 * API".
 */
const Refusal = z.object({
  message: z.optional(z.union([Message, z.array(z.string())])),
  error: z.optional(
    z.union([
      z.string(),
      z.object({
        message: z.optional(z.string()),
        detail: z.optional(z.union([z.string(), Scopes])),
        fields: z.catch(z.optional(Fields), undefined),
      }),
    ]),
  ),
  error_description: z.optional(z.string()),
});

const ofFields = (fields: z.infer<typeof Fields>): string =>
  Object.entries(fields)
    .map(([name, texts]) => `${name} ${typeof texts === 'string' ? texts : texts.join(', ')}`)
    .join('; ');

const ofScopes = ({ required, granted }: z.infer<typeof Scopes>): string =>
  [
    ...(required === undefined ? [] : [`required: ${required.join(', ')}`]),
    ...(granted === undefined ? [] : [`granted: ${granted.join(', ')}`]),
  ].join('; ');

/**
 * The error text in a provider's JSON. Only documented fields are read, so that an arbitrary host's content is never
 * shown.
 * @returns null if there is none
 */
export const providerWords = (json: unknown): string | null => {
  const parsed = Refusal.safeParse(json);
  if (!parsed.success) return null;
  const { message, error, error_description: description } = parsed.data;
  const texts = [
    message === undefined || typeof message === 'string'
      ? message
      : Array.isArray(message)
        ? message.join('; ')
        : ofFields(message),
    ...(error === undefined || typeof error === 'string'
      ? [error]
      : [
          error.message,
          typeof error.detail === 'object' ? ofScopes(error.detail) : error.detail,
          error.fields === undefined ? undefined : ofFields(error.fields),
        ]),
    description,
  ].filter((text) => text !== undefined && text !== '');
  return texts.length === 0 ? null : texts.join('. ');
};

/** This many characters of a secret count as a quote, since a provider may quote it shortened. */
const revealingLength = 12;

/** Drops a text that quotes a secret or its beginning. */
export const withoutSecrets = (words: string | null, secrets: readonly string[]): string | null =>
  words !== null && secrets.some((secret) => secret !== '' && words.includes(secret.slice(0, revealingLength)))
    ? null
    : words;
