import { withoutSecrets } from '#shared/providers/client/provider-words.ts';

/** Tokens of GitHub and JSON web tokens, whoever they belong to: an answer may quote one that we do not know. */
const lookAlike = /\b(?:gh[a-z]_[\w.-]{10}|github_pat_\w{10}|eyJ[\w-]{5,}\.)/;

const forms = (secret: string): readonly string[] => [
  secret,
  encodeURIComponent(secret),
  Buffer.from(secret).toString('base64'),
  Buffer.from(secret).toString('base64url'),
];

/**
 * What may never be told: an answer or a failure of GitHub's is untrusted text, and it may quote what we sent. Every
 * word of either that leaves this folder goes through here.
 * Source: docs/design/security-model.md, "Secrets in errors and logs".
 */
export class SecretWords {
  readonly #secrets = new Set<string>();

  add(...secrets: readonly string[]): void {
    for (const secret of secrets) for (const form of forms(secret.trim())) this.#secrets.add(form);
  }

  /** @returns the text; null where it quotes one of them, or something that looks like one */
  strike(text: string): string | null {
    return lookAlike.test(text) ? null : withoutSecrets(text, [...this.#secrets]);
  }

  /** An error to keep as a cause: names and words only, since octokit's errors carry the whole request. */
  strikeError(error: unknown, depth = 0): Error {
    const { name, message, cause } = error instanceof Error ? error : new Error(String(error));
    const inner = cause === undefined || depth > 4 ? {} : { cause: this.strikeError(cause, depth + 1) };
    const kept = new Error(this.strike(message) ?? 'Its message quotes a secret.', inner);
    kept.name = name;
    return kept;
  }
}
