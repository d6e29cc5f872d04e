import { CommanderError } from 'commander';
import { exitCodeOf } from './exit-code.ts';
import { exitCodes } from './exit-codes.ts';
import { sayFailure } from './say-failure.ts';
import { UsageError } from './usage-error.ts';

/** Says why a command failed, if nobody has said it yet. @returns its exit code */
export const failed = (error: unknown, json: boolean): number => {
  if (!(error instanceof CommanderError)) {
    sayFailure(error, json);
    return exitCodeOf(error);
  }
  // Commander has said it, but under JSON.
  if (json) sayFailure(new UsageError(error.message.replace(/^error: /, '')), true);
  return exitCodes.usage;
};
