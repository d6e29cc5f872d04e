import type { Command } from 'commander';
import { print } from '../output.ts';
import { signOut } from '../sign-in/sign-out.ts';
import { explain } from '../tree/build.ts';

/** `ocore logout`: forgets a context and its key; a sign-in by browser ends at the issuer too. */
export const addLogout = (ocore: Command): void => {
  const command = ocore
    .command('logout')
    .description('Forget a context, and end its sign-in at the issuer')
    .option('--context <name>', 'which one (default: the present one)');
  explain(command, 'logout', ['ocore logout', 'ocore logout --context staging']);
  command.action(async ({ context }: { readonly context?: string }) => print(await signOut(context ?? null)));
};
