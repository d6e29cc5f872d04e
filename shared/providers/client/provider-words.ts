import * as z from 'zod/mini';

const Scopes = z.object({ required: z.optional(z.array(z.string())), granted: z.optional(z.array(z.string())) });
const Fields = z.record(z.string(), z.union([z.string(), z.array(z.string())]));
const Message = z.union([z.string(), Fields]);
/**
 * The forms that the providers document, one in another.
 * Source: docs/design/providers.md, "GitHub: calling the API", "GitLab: calling the API" and "Bitbucket: calling the
 * API".
 */
const Refusal = z.object({
  message: z.optional(z.union([Message, z.array(z.string())])),
  error: z.optional(
    z.union([
      z.string(),
      z.object({ message: z.optional(z.string()), detail: z.optional(z.union([z.string(), Scopes])) }),
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
 * What a provider says of a refusal, out of its JSON. Only documented fields are read: a host that is no provider cannot be
 * made to show its pages. @returns null where it says nothing that we know
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
      : [error.message, typeof error.detail === 'object' ? ofScopes(error.detail) : error.detail]),
    description,
  ].filter((text) => text !== undefined && text !== '');
  return texts.length === 0 ? null : texts.join('. ');
};

/** As many characters of a secret as give it away: a provider may quote it cut short. */
const telling = 12;

/** Words without secrets: those that quote one, or its beginning, are no words at all. */
export const withoutSecrets = (words: string | null, secrets: readonly string[]): string | null =>
  words !== null && secrets.some((secret) => secret !== '' && words.includes(secret.slice(0, telling))) ? null : words;
