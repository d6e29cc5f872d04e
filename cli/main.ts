import { CommanderError } from 'commander';
import { exitCodeOf } from './exit-code.ts';
import { exitCodes } from './exit-codes.ts';
import { outliveReaders } from './lost-reader.ts';
import { useProxy } from './network.ts';
import { sayFailure } from './output.ts';
import { asksForJson } from './present/format.ts';
import { program } from './program.ts';
import { UsageError } from './usage-error.ts';

outliveReaders();
useProxy();

// A command with its own SIGINT handler ends by itself.
process.on('SIGINT', () => {
  if (process.listenerCount('SIGINT') === 1) process.exit(exitCodes.interrupted);
});

const ocore = program();
const everyCommand = (command: typeof ocore): (typeof ocore)[] => [command, ...command.commands.flatMap(everyCommand)];
const json = asksForJson(process.argv);
for (const command of everyCommand(ocore)) {
  // Commander exits with 1 for a usage error, but the documented code is 2.
  command.exitOverride();
  // Under JSON the failure is said as JSON, once.
  if (json) command.showHelpAfterError(false).configureOutput({ outputError: () => undefined });
}

try {
  await ocore.parseAsync();
} catch (error) {
  if (error instanceof CommanderError) {
    process.exitCode = error.exitCode === 0 ? exitCodes.ok : exitCodes.usage;
    if (json && process.exitCode !== exitCodes.ok)
      sayFailure(new UsageError(error.message.replace(/^error: /, '')), true);
  } else {
    sayFailure(error, json);
    process.exitCode = exitCodeOf(error);
  }
}
