import type { Command } from 'commander';

const leaves = (command: Command, words: readonly string[] = []): readonly (readonly [string, Command])[] =>
  command.commands.flatMap((one): readonly (readonly [string, Command])[] => {
    const path = [...words, one.name()];
    return one.commands.length === 0 ? [[path.join(' '), one]] : leaves(one, path);
  });

/** The help of a command as a terminal of 100 columns shows it. */
const helpOf = (command: Command): string => {
  let help = '';
  command.configureOutput({
    writeOut: (text) => {
      help += text;
    },
    getOutHelpWidth: () => 100,
    getOutHasColors: () => false,
  });
  command.outputHelp();
  const lines = help.split('\n').map((line) => line.trimEnd());
  return lines.join('\n').trim();
};

/** The reference of docs/cli.md: the help of every command, in the order of the command. */
export const referenceOf = (ocore: Command): string =>
  leaves(ocore)
    .map(([name, command]) => `### ocore ${name}\n\n\`\`\`text\n${helpOf(command)}\n\`\`\`\n`)
    .join('\n');
