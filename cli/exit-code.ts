import { ApiFailure } from '#shared/client/api-failure.ts';
import { AwsFailure } from './aws-failure.ts';
import { exitCodes } from './exit-codes.ts';
import { SignInFailure } from './sign-in/sign-in-failure.ts';
import { UsageError } from './usage-error.ts';

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
