import { exitCodes } from '../exit-codes.ts';

/** A sign-in that came to nothing. The message says why, and what to do. */
export class SignInFailure extends Error {
  override readonly name = 'SignInFailure';
  readonly exitCode: number;

  constructor(message: string, exitCode: number = exitCodes.notSignedIn) {
    super(message);
    this.exitCode = exitCode;
  }
}
