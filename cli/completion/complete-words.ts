import type { Command, Option } from 'commander';

/** The words that may follow at one place of the command tree. */
export type Place = {
  /** The words so far, as `/project/create`; empty for `ocore` alone. */
  readonly path: string;
  readonly words: readonly { readonly word: string; readonly about: string }[];
  /** The values of options that take one of a few. */
  readonly values: readonly { readonly flag: string; readonly choices: readonly string[] }[];
};

const flagsOf = ({ long, short }: Option): readonly string[] => [long, short].filter((flag) => flag != null);

/** One line without what a shell would read in a quoted text. */
const plain = (text: string): string => text.replace(/['"`$\\\n]/g, '');

const placeOf = (command: Command, path: string): Place => {
  const { options } = command;
  const groups = command.commands.map((one) => ({ word: one.name(), about: plain(one.description()) }));
  return {
    path,
    words: [
      ...groups,
      ...options.map((one) => ({ word: one.long ?? one.short ?? '', about: plain(one.description) })),
      { word: '--help', about: 'show help' },
    ],
    values: options
      .flatMap((one) => flagsOf(one).map((flag) => ({ flag, choices: one.argChoices ?? [] })))
      .filter(({ choices }) => choices.length > 0),
  };
};

/** Every place of a command tree, the root first. */
export const placesOf = (command: Command, path = ''): readonly Place[] => [
  placeOf(command, path),
  ...command.commands.flatMap((one) => placesOf(one, `${path}/${one.name()}`)),
];
