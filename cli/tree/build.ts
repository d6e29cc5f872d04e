import { type Command, Option } from 'commander';
import { formats } from '../present/format.ts';
import { argumentKinds } from './arguments.ts';
import type { ApiCommand } from './command.ts';
import type { SharedFlags } from './run.ts';

/** Adds the options of every command that calls the API. */
export const addConnectionOptions = (command: Command): Command =>
  command
    .option('--context <name>', 'the context to use, of those that ocore login has kept')
    .option('--api-url <url>', 'address of the service')
    .option('--org <slug>', 'organisation, where you have several')
    .option('--timeout <seconds>', 'how long one try of a call may take (default: 30)')
    .option('--no-color', 'for scripts that give it: nothing is coloured');

const addOutputOptions = (command: Command): Command =>
  command
    .addOption(new Option('-o, --output <format>', 'how to print the result').choices([...formats]))
    .option('--json', 'the same as -o json');

const isPaged = (command: ApiCommand): boolean =>
  command.shape === 'list' && 'limit' in (command.row.query?.def.shape ?? {});

/** The groups of commands that are made on the way to a command. */
const groupOf = (root: Command, words: readonly string[], about: string): Command => {
  let group = root;
  for (const word of words) {
    const present = group.commands.find((one) => one.name() === word);
    group = present ?? group.command(word).description(about);
  }
  return group;
};

/** Adds examples before everything else of the help, and the usage to each refusal. */
export const explain = (command: Command, name: string, examples: readonly string[]): Command =>
  command
    .addHelpText('before', `Examples:\n${examples.map((one) => `  ${one}\n`).join('')}`)
    .showHelpAfterError(`Usage: ocore ${name} ${command.usage()}\nMore: ocore ${name} --help`);

/**
 * Makes commander's command of a command of the API.
 * @param about what its group is about
 */
export const addApiCommand = (root: Command, command: ApiCommand, about: string): void => {
  const words = command.name.split(' ');
  const made = groupOf(root, words.slice(0, -1), about)
    .command(words.at(-1) ?? '')
    .description(command.summary);
  for (const kind of command.arguments) made.argument(argumentKinds[kind].shown, argumentKinds[kind].about);
  for (const { flags, about: meaning, choices, required, fallback, conflicts } of command.options) {
    const option = new Option(flags, meaning);
    if (choices !== undefined) option.choices([...choices]);
    if (required === true) option.makeOptionMandatory();
    if (fallback !== undefined) option.default(fallback);
    if (conflicts !== undefined) option.conflicts(conflicts);
    made.addOption(option);
  }
  if (isPaged(command)) made.option('--all', 'all pages as one');
  if (command.follows === 'made') made.option('--wait', 'follow it to its end; its result is the exit code');
  if (command.follows === 'named') made.option('--follow', 'until it has ended; its result is the exit code');
  if (command.confirmation !== null) {
    made
      .option('-y, --yes', `${command.confirmation.verb} without asking`)
      .option('--confirm <name>', 'the name that would be asked for')
      .option('--no-input', 'never ask');
  }
  if (command.shape !== 'text') addOutputOptions(made);
  addConnectionOptions(made);
  explain(made, command.name, command.examples);
  made.action(async (...given: unknown[]) => {
    const values = given.slice(0, command.arguments.length) as (string | readonly string[])[];
    const { runApiCommand } = await import('./run.ts');
    await runApiCommand(command, values, given[command.arguments.length] as SharedFlags);
  });
};
