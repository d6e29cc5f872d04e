/** A deployment that cannot be carried out, or need not be: how it ends, and the sentence that says why. */
export class DeployFailure extends Error {
  override readonly name = 'DeployFailure';
  readonly status: 'failed' | 'superseded';
  /** The sentence of the history. It begins with a problem code and a colon where it has one. */
  readonly reason: string;
  /** What git or ssh said; null where there is no more to say. */
  readonly detail: string | null;

  constructor(reason: string, options: { status?: 'failed' | 'superseded'; detail?: string; cause?: unknown } = {}) {
    super(reason, options.cause === undefined ? undefined : { cause: options.cause });
    this.reason = reason;
    this.status = options.status ?? 'failed';
    this.detail = options.detail ?? null;
  }
}
