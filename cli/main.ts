import { CommanderError } from 'commander';
import { exitCodes } from './exit-codes.ts';
import { outliveReaders } from './lost-reader.ts';
import { useProxy } from './network.ts';
import { asksForJson } from './present/format.ts';
import { program } from './program.ts';

outliveReaders();

// A command with its own SIGINT handler ends by itself.
process.on('SIGINT', () => {
  if (process.listenerCount('SIGINT') === 1) process.exit(exitCodes.interrupted);
});

const ocore = await program(process.argv[2]);
// Not for help and the version, which a wrong HTTPS_PROXY does not keep from saying anything.
ocore.hook('preAction', () => useProxy());
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
  // Help and the version end so too.
  const isDone = error instanceof CommanderError && error.exitCode === 0;
  if (!isDone) {
    // Loaded where something fails alone: most of a short command's time is its start.
    const { failed } = await import('./failed.ts');
    process.exitCode = failed(error, json);
  }
}
