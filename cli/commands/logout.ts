import type { Command } from 'commander';
import { readContexts, writeContexts } from '../contexts/context-file.ts';
import { print, say } from '../output.ts';
import { explain } from '../tree/build.ts';
import { UsageError } from '../usage-error.ts';

/** `ocore logout`: forgets the present context and its key. */
export const addLogout = (ocore: Command): void => {
  const command = ocore.command('logout').description('Forget the key of the present context');
  explain(command, 'logout', ['ocore logout']);
  command.action(() => {
    const { current, contexts } = readContexts();
    if (current === null) throw new UsageError('There is no context to sign out of.');
    const others = Object.fromEntries(Object.entries(contexts).filter(([name]) => name !== current));
    writeContexts({ current: null, contexts: others });
    print(current);
    say('The key itself still works until it is revoked.');
  });
};
