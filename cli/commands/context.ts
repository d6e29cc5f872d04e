import type { Command } from 'commander';
import { type Contexts, changeContexts, readContexts } from '../contexts/context-file.ts';
import { print } from '../output.ts';
import { listTable } from '../present/table.ts';
import { signOut } from '../sign-in/sign-out.ts';
import { explain } from '../tree/build.ts';
import { UsageError } from '../usage-error.ts';

const requireContext = ({ contexts }: Contexts, name: string): void => {
  if (Object.hasOwn(contexts, name)) return;
  throw new UsageError(`There is no context ${name}. ocore context list shows them.`);
};

/** `ocore context`: services and keys that `ocore login` has kept. No command prints a key. */
export const addContext = (ocore: Command): void => {
  const group = ocore.command('context').description('Services that you have signed in to');
  const list = group.command('list').description('List the contexts').option('--json', 'as JSON');
  explain(list, 'context list', ['ocore context list']);
  list.action((flags: { readonly json?: true }) => {
    const { current, contexts } = readContexts();
    const rows = Object.entries(contexts).map(([name, { url, organization }]) => ({
      name,
      current: name === current,
      url,
      organization: organization ?? null,
    }));
    if (flags.json === true) print(JSON.stringify(rows));
    else process.stdout.write(listTable(rows, { width: process.stdout.columns ?? null, now: new Date() }));
  });
  const use = group.command('use').description('Make a context the present one').argument('<name>');
  explain(use, 'context use', ['ocore context use ocore.example.com']);
  use.action(async (name: string) => {
    await changeContexts((contexts) => {
      requireContext(contexts, name);
      return { ...contexts, current: name };
    });
    print(name);
  });
  const remove = group
    .command('remove')
    .description('Forget a context, and end its sign-in at the issuer')
    .argument('<name>');
  explain(remove, 'context remove', ['ocore context remove staging']);
  remove.action(async (name: string) => print(await signOut(name)));
};
