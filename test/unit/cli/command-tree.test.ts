import type { Command } from 'commander';
import { describe, expect, it } from 'vitest';
import { endpoints } from '#shared/contract/endpoints.ts';
import { apiCommands } from '../../../cli/commands/api-commands.ts';
import { program } from '../../../cli/program.ts';
import { argumentKinds } from '../../../cli/tree/arguments.ts';

const leaves = (command: Command, path: readonly string[] = []): readonly (readonly [string, Command])[] =>
  command.commands.flatMap((one): readonly (readonly [string, Command])[] => {
    const words = [...path, one.name()];
    return one.commands.length === 0 ? [[words.join(' '), one]] : leaves(one, words);
  });

const all = leaves(await program());

const ofRunner = 'ocore runner calls it';
/** The rows without a command of their own, each with its reason. */
const withoutCommand: Readonly<Record<string, string>> = {
  getRunnerSetup: 'ocore runner check calls it',
  claimDeployment: ofRunner,
  heartbeatDeployment: ofRunner,
  appendLogs: ofRunner,
  completeDeployment: ofRunner,
  getProjectRemoval: 'project delete shows it',
  getRepositoryRemoval: 'repo disconnect shows it',
  receiveWebhook: 'Git providers call it',
  acceptInvitation: 'ocore login calls it',
  findAccessCandidates: 'access grant finds members by name itself',
  getHealth: 'for monitors; ocore api GET /api/health',
  getWellKnown: 'ocore login reads it; ocore api GET /api/.well-known/ocore.json',
  getOpenapi: 'for generators of clients; ocore api GET /api/openapi.json',
  getProblemPage: 'for browsers: every problem links to it',
};

describe('the tree of commands', () => {
  it('has a command for every row of the contract, or a reason why not', () => {
    const called = new Set(apiCommands.map(({ row }) => row.operationId));

    const missing = endpoints
      .map(({ operationId }) => operationId)
      .filter((id) => !called.has(id) && withoutCommand[id] === undefined);

    expect(missing).toEqual([]);
  });

  it('gives no reason for a row that has a command, or that there is not', () => {
    const called = new Set(apiCommands.map(({ row }) => row.operationId));
    const known = new Set(endpoints.map(({ operationId }) => operationId));

    expect(Object.keys(withoutCommand).filter((id) => called.has(id) || !known.has(id))).toEqual([]);
  });

  it('has each command of a row where its name says', () => {
    const names = new Set(all.map(([name]) => name));

    expect(apiCommands.map(({ name }) => name).filter((name) => !names.has(name))).toEqual([]);
  });

  it('loads of a command line what its first word stands for, and the same as with all others', async () => {
    const words = [...new Set(all.map(([name]) => name.split(' ')[0] ?? ''))].filter(
      (word) => word !== 'help' && word !== 'version',
    );
    for (const word of words) {
      const alone = leaves(await program(word)).map(([name]) => name);
      const among = all.map(([name]) => name).filter((name) => name.split(' ')[0] === word);

      expect(alone.filter((name) => name !== 'help' && name !== 'version')).toEqual(among);
    }
    expect(leaves(await program('--version')).map(([name]) => name)).toEqual(['help', 'version']);
    expect(leaves(await program('prject'))).toHaveLength(all.length);
  });

  it('names each command once', () => {
    const names = all.map(([name]) => name);

    expect(names).toEqual([...new Set(names)]);
  });

  it('takes every parameter of the path of its row as an argument', () => {
    const short = apiCommands.filter(({ row, arguments: given }) => {
      const parameters = [...row.path.matchAll(/\{\w+\}/g)].length;
      return given.filter((kind) => row.path.includes(`{${argumentKinds[kind].parameter}}`)).length !== parameters;
    });

    expect(short.map(({ name }) => name)).toEqual([]);
  });

  it('offers every filter of its row', () => {
    const missing = apiCommands.flatMap(({ name, row, options }) => {
      const offered = new Set<string>(options.map(({ field }) => field));
      // `--all` and the log follow where a page ended.
      const filters = Object.keys(row.query?.def.shape ?? {}).filter((field) => !['cursor', 'after'].includes(field));
      return filters.filter((field) => !offered.has(field)).map((field) => `${name}: ${field}`);
    });

    expect(missing).toEqual([]);
  });

  it('begins the help of each command with an example of it', () => {
    const helps = all.map(([name, command]): readonly [string, string] => {
      let text = '';
      command.configureOutput({
        writeOut: (part) => {
          text += part;
        },
      });
      command.outputHelp();
      return [name, text];
    });

    const without = helps.filter(
      ([name, text]) =>
        !(text.startsWith('Examples:\n') && text.slice(0, text.indexOf('Usage:')).includes(`ocore ${name}`)),
    );
    expect(without.map(([name]) => name)).toEqual(['help', 'version']);
  });

  it('takes no secret as a flag', () => {
    const secrets = all.flatMap(([name, command]) =>
      command.options
        .filter(({ flags }) => /token|secret|password|key\b/i.test(flags))
        .map(({ flags }) => `${name} ${flags}`),
    );

    expect(secrets).toEqual([
      'provider set --token <->',
      'provider set --token-of <user>',
      'provider set --ssh-host-key <lines...>',
      'login --with-token',
    ]);
  });
});
