import { withoutSecrets } from '#shared/providers/client/provider-words.ts';

/** GitHub tokens and JSON web tokens: an answer may quote one that oCore does not know. */
const lookAlike = /\b(?:gh[a-z]_[\w.-]{10}|github_pat_\w{10}|eyJ[\w-]{5})/;

const forms = (secret: string): readonly string[] => [
  secret,
  encodeURIComponent(secret),
  Buffer.from(secret).toString('base64'),
  Buffer.from(secret).toString('base64url'),
];

/**
 * Removes secrets from texts. GitHub's answers and errors are untrusted and may quote what oCore sent, so every text of
 * them that leaves this folder passes through here.
 * Source: docs/design/security-model.md, "Secrets in errors and logs".
 */
export class SecretWords {
  readonly #secrets = new Set<string>();

  add(...secrets: readonly string[]): void {
    for (const secret of secrets) for (const form of forms(secret.trim())) this.#secrets.add(form);
  }

  /** @returns the text; null if it quotes a secret, or something that looks like one */
  strike(text: string): string | null {
    return lookAlike.test(text) ? null : withoutSecrets(text, [...this.#secrets]);
  }

  /**
   * A safe copy of an error, for use as a cause: only name and message, because octokit's errors contain the whole
   * request.
   */
  strikeError(error: unknown, depth = 0): Error {
    const { name, message, cause } = error instanceof Error ? error : new Error(String(error));
    const inner = cause === undefined || depth > 4 ? {} : { cause: this.strikeError(cause, depth + 1) };
    const kept = new Error(this.strike(message) ?? 'Its message quotes a secret.', inner);
    kept.name = name;
    return kept;
  }
}
