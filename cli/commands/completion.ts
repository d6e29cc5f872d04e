import { Argument, type Command } from 'commander';
import { type Shell, shells } from '../completion/completion-script.ts';
import { explain } from '../tree/build.ts';

/** `ocore completion`: a script for a shell, made of the commands. */
export const addCompletion = (ocore: Command, whole: () => Promise<Command>): void => {
  const command = ocore
    .command('completion')
    .description('Print a script that completes commands and options in a shell')
    .addArgument(new Argument('<shell>', 'which one').choices(shells));
  explain(command, 'completion', [
    'source <(ocore completion bash)',
    'ocore completion zsh > ~/.zfunc/_ocore',
    'ocore completion fish > ~/.config/fish/completions/ocore.fish',
  ]);
  command.action(async (shell: Shell) => {
    const { placesOf } = await import('../completion/complete-words.ts');
    const { completionScript } = await import('../completion/completion-script.ts');
    process.stdout.write(completionScript(shell, placesOf(await whole())));
  });
};
