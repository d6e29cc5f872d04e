/** A deployment that cannot or need not be carried out, with its final status and the reason. */
export class DeployFailure extends Error {
  override readonly name = 'DeployFailure';
  readonly status: 'failed' | 'superseded';
  /** The status reason. It begins with a problem code and a colon, if there is a code. */
  readonly reason: string;
  /** The output of git or ssh; null for none. */
  readonly detail: string | null;

  constructor(reason: string, options: { status?: 'failed' | 'superseded'; detail?: string; cause?: unknown } = {}) {
    super(reason, options.cause === undefined ? undefined : { cause: options.cause });
    this.reason = reason;
    this.status = options.status ?? 'failed';
    this.detail = options.detail ?? null;
  }
}
