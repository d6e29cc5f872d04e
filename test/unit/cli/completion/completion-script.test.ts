import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Command, Option } from 'commander';
import { describe, expect, it } from 'vitest';
import { placesOf } from '../../../../cli/completion/complete-words.ts';
import { completionScript, shells } from '../../../../cli/completion/completion-script.ts';
import { program } from '../../../../cli/program.ts';

const places = placesOf(await program());

const bash = completionScript('bash', places);
/** What bash offers for a line whose last word is being typed. */
const offered = (...words: readonly string[]): readonly string[] => {
  const script = `${bash}\nCOMP_WORDS=(ocore "$@")\nCOMP_CWORD=$#\n_ocore\nprintf '%s\\n' "\${COMPREPLY[@]}"`;
  const { status, stdout, stderr } = spawnSync('bash', ['-c', script, 'bash', ...words], { encoding: 'utf8' });
  expect([status, stderr]).toEqual([0, '']);
  return stdout.split('\n').filter((one) => one !== '');
};

describe('the completion of bash', () => {
  it.each([
    [['proj'], ['project']],
    [['project', 'conn'], ['connect-repo']],
    [
      ['project', 'connect-repo', 'prj_1', '--provider', ''],
      ['github', 'gitlab', 'bitbucket', 'gitea'],
    ],
    [
      ['project', 'list', '-o', ''],
      ['table', 'json', 'yaml', 'id'],
    ],
    [['api-key', 'create', '--perm'], ['--permission']],
    [['runner', 'o'], ['once']],
    [['project', 'get', 'list', '--js'], ['--json']],
    [['completion', 'nothing-begins-so'], []],
  ])('of %j offers %j', (typed, words) => {
    expect(offered(...typed)).toEqual(words);
  });

  it('offers every command and option of the tree', async () => {
    const commands = (command: Command, path: readonly string[]): void => {
      const all = offered(...path, '');
      for (const one of command.commands) expect(all, path.join(' ')).toContain(one.name());
      for (const { long } of command.options) expect(all, path.join(' ')).toContain(long);
    };
    const ocore = await program();
    commands(ocore, []);
    for (const group of ocore.commands) commands(group, [group.name()]);
  });
});

describe('the script of each shell', () => {
  it.each(shells)('%s names every place of the tree', (shell) => {
    const script = completionScript(shell, places);

    for (const { path } of places) expect(script).toContain(path);
  });

  it.each(shells)('%s runs nothing of a description or a word', (shell) => {
    const hostile = new Command('ocore');
    hostile
      .command('do')
      .description('`touch /tmp/x` $(touch /tmp/x) \' " \\ \n end')
      .addOption(new Option('--a <b>', "it's").choices(['c']));

    const script = completionScript(shell, placesOf(hostile));

    expect(script).not.toMatch(/`touch|\$\(touch|it's/);
  });

  it.each(shells.filter((shell) => spawnSync(shell, ['-c', 'true']).status === 0))(
    '%s can be read by that shell',
    (shell) => {
      const folder = mkdtempSync(join(tmpdir(), 'ocore-completion-'));
      const file = join(folder, 'script');
      writeFileSync(file, completionScript(shell, places));
      const read = spawnSync(shell, ['-n', file], { encoding: 'utf8' });
      rmSync(folder, { recursive: true });

      expect([read.status, read.stderr]).toEqual([0, '']);
    },
  );
});
