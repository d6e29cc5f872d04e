import { exitCodes } from '../exit-codes.ts';
import { onLostReader } from '../lost-reader.ts';
import { say } from '../output.ts';
import type { Runner } from './runner.ts';

/**
 * SIGTERM, SIGHUP and SIGINT end the running deployment and the runner. SIGQUIT, and an output without a reader, let the
 * deployment finish first. A second SIGINT ends the runner at once; the watchdog then ends the command and removes the
 * directories.
 */
export const stopOnSignals = (runner: Runner): void => {
  let interrupts = 0;
  const stop = (signal: string): void => {
    say(`ocore: ${signal}: stopping.`);
    runner.stop();
  };
  for (const signal of ['SIGTERM', 'SIGHUP'] as const) process.on(signal, () => stop(signal));
  process.on('SIGINT', () => {
    interrupts += 1;
    if (interrupts > 1) process.exit(exitCodes.interrupted);
    process.exitCode = exitCodes.interrupted;
    stop('SIGINT');
  });
  process.on('SIGQUIT', () => {
    say('ocore: SIGQUIT: stopping after the running deployment.');
    runner.drain();
  });
  onLostReader(() => {
    say('ocore: nobody reads the output any more: stopping after the running deployment.');
    runner.drain();
  });
};
