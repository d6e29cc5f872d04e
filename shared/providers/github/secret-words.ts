/** Tokens of GitHub and JSON web tokens, whoever they belong to: an answer may quote one that we do not know. */
const lookAlikes = /\b(?:gh[a-z]_[\w.-]{10,}|github_pat_\w{10,}|eyJ[\w-]+\.[\w-]+\.[\w-]*)/g;

const forms = (secret: string): readonly string[] => [
  secret,
  encodeURIComponent(secret),
  Buffer.from(secret).toString('base64').replace(/=+$/, ''),
  Buffer.from(secret).toString('base64url'),
];

/**
 * What may never be told: an answer or a failure of GitHub's is untrusted text, and it may quote what we sent. Every word of
 * either that leaves this folder goes through here. Source: reference/security.md §1.3, "Secret in error or log".
 */
export class SecretWords {
  readonly #secrets = new Set<string>();

  add(...secrets: readonly string[]): void {
    for (const secret of secrets) for (const form of forms(secret.trim())) if (form !== '') this.#secrets.add(form);
  }

  /** The text without them. */
  strike(text: string): string {
    // The longest first: one may be the beginning of another.
    const known = [...this.#secrets].sort((a, b) => b.length - a.length);
    return known.reduce((rest, secret) => rest.replaceAll(secret, '[secret]'), text).replace(lookAlikes, '[secret]');
  }

  /** An error to keep as a cause: names and words only, since octokit's errors carry the whole request. */
  strikeError(error: unknown, depth = 0): Error {
    if (!(error instanceof Error)) return new Error(this.strike(String(error)));
    const cause = error.cause === undefined || depth > 4 ? undefined : this.strikeError(error.cause, depth + 1);
    const kept = new Error(this.strike(error.message), cause === undefined ? undefined : { cause });
    kept.name = error.name;
    return kept;
  }
}
