import { describe, expect, it } from 'vitest';
import { program } from '../../../cli/program.ts';

const columns = 80;

/** The help of the command and of each group, as a terminal of this width shows it. */
const helpOf = async (): Promise<string> => {
  const ocore = await program();
  const groups = [ocore, ...ocore.commands.filter(({ commands }) => commands.length > 0)];
  return groups
    .map((group) => group.configureHelp({ ...group.configureHelp(), helpWidth: columns }).helpInformation())
    .join(`${'-'.repeat(columns)}\n`);
};

describe('the help of a group at 80 columns', () => {
  it('names each of its commands', async () => {
    await expect(await helpOf()).toMatchFileSnapshot('group-help.txt');
  });

  it('fits the terminal', async () => {
    const lines = (await helpOf()).split('\n');

    expect(lines.filter((line) => line.length > columns)).toEqual([]);
  });
});
