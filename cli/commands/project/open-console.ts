import type { Command } from 'commander';
import { pathOf } from '#shared/client/client.ts';
import { withoutSlashes } from '#shared/contract/base-address.ts';
import { getProject } from '#shared/contract/endpoints/projects.ts';
import { type ConnectionFlags, connect, connectionOf } from '../../contexts/connection.ts';
import { print, say } from '../../output.ts';
import { openBrowser } from '../../platform.ts';
import { readWellKnown } from '../../sign-in/read-well-known.ts';
import { argumentKinds } from '../../tree/arguments.ts';
import { addConnectionOptions, explain } from '../../tree/build.ts';
import { namesOf } from '../../tree/names.ts';

type Flags = ConnectionFlags & { readonly browser?: boolean };

/** `ocore project open`: prints the address of a project in the console, and opens it. */
export const addOpenConsole = (ocore: Command): void => {
  const project = ocore.commands.find((one) => one.name() === 'project') ?? ocore.command('project');
  const command = project
    .command('open')
    .description('Open a project in the console')
    .argument(argumentKinds.project.shown, argumentKinds.project.about)
    .option('--no-browser', 'print the address, and open nothing');
  addConnectionOptions(command);
  explain(command, 'project open', ['ocore project open prj_…', 'ocore project open Shop --no-browser']);
  command.action(async (given: string, flags: Flags) => {
    const client = connect(flags);
    const projectId = await namesOf(client).project(given);
    // One that is not there, or hidden, has no page.
    await client.request('GET', pathOf(getProject, { projectId }));
    const { consoleUrl } = await readWellKnown(connectionOf(flags).baseUrl);
    const address = `${withoutSlashes(consoleUrl)}/projects/${encodeURIComponent(projectId)}`;
    print(address);
    if (flags.browser !== false && process.stdout.isTTY === true && !(await openBrowser(address)))
      say('No browser opens here: open the address yourself.');
  });
};
