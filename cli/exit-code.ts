import { ApiFailure } from '#shared/client/api-failure.ts';
import { AwsFailure } from './aws-failure.ts';
import { exitCodes } from './exit-codes.ts';
import { SignInFailure } from './sign-in/sign-in-failure.ts';
import { UsageError } from './usage-error.ts';

/** Shown by `ocore help exit-codes`. */
export const exitCodeHelp = `Exit codes:
  0    done
  1    unexpected error, or an error of the API that has no code of its own
  2    the command line is not right, or the API refuses a value (400, 413)
  3    cancelled, or declined at the question
  4    not signed in (401)
  5    not permitted (403)
  6    not found (404)
  7    conflict or precondition (409, 412, 422)
  8    limited or not available (429, 5xx, no answer): try again
  9    a deployment that was carried out failed
  130  interrupted (Ctrl-C)
`;

const ofStatus = (status: number): number => {
  if (status === 400 || status === 413) return exitCodes.usage;
  if (status === 401) return exitCodes.notSignedIn;
  if (status === 403) return exitCodes.notPermitted;
  if (status === 404) return exitCodes.notFound;
  if (status === 409 || status === 412 || status === 422) return exitCodes.conflict;
  return status === 0 || status === 429 || status >= 500 ? exitCodes.retryable : exitCodes.failed;
};

/** The exit code for an error. */
export const exitCodeOf = (error: unknown): number => {
  if (error instanceof UsageError) return exitCodes.usage;
  if (error instanceof AwsFailure || error instanceof SignInFailure) return error.exitCode;
  return error instanceof ApiFailure ? ofStatus(error.status) : exitCodes.failed;
};
