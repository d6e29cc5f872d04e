import { CommanderError } from 'commander';
import { exitCodeOf } from './exit-code.ts';
import { exitCodes } from './exit-codes.ts';
import { outliveReaders } from './lost-reader.ts';
import { useProxy } from './network.ts';
import { sayFailure } from './output.ts';
import { program } from './program.ts';

outliveReaders();
useProxy();

// A command with its own SIGINT handler ends by itself.
process.on('SIGINT', () => {
  if (process.listenerCount('SIGINT') === 1) process.exit(exitCodes.interrupted);
});

const ocore = program();
const everyCommand = (command: typeof ocore): (typeof ocore)[] => [command, ...command.commands.flatMap(everyCommand)];
// Commander exits with 1 for a usage error, but the documented code is 2.
for (const command of everyCommand(ocore)) command.exitOverride();

try {
  await ocore.parseAsync();
} catch (error) {
  if (error instanceof CommanderError) {
    process.exitCode = error.exitCode === 0 ? exitCodes.ok : exitCodes.usage;
  } else {
    sayFailure(error, process.argv.includes('--json'));
    process.exitCode = exitCodeOf(error);
  }
}
