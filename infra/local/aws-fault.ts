/** An error of AWS's JSON protocols. */
export class AwsFault extends Error {
  override readonly name = 'AwsFault';
  readonly type: string;
  readonly status: number;

  constructor(type: string, message: string, status = 400) {
    super(message);
    this.type = type;
    this.status = status;
  }
}
