import { type Ran, root, runCommand } from '#test/run-command.ts';
import type { TestService } from '../test-service.ts';
import { curlPrelude } from './curl-prelude.ts';
import { manualCommands } from './manual-commands.ts';

const host = 'https://ocore.example.com';

/** Runs a command of the manual in a shell, with host, id and token put in and nothing else changed. */
export const manualShell = (service: TestService, text: string, projectId: string): Promise<Ran> =>
  runCommand(
    'bash',
    ['-c', curlPrelude + text.replaceAll(host, service.local.url).replaceAll(/\{projectId\}|<project-id>/g, projectId)],
    {
      env: {
        PATH: `${root}node_modules/.bin:${process.env.PATH}`,
        TOKEN: service.token,
        OCORE_TOKEN: service.token,
        OCORE_API_URL: service.local.url,
      },
    },
  );

/** The one command of the manual that holds this part. */
export const manualCommand = (tool: 'curl' | 'ocore', part: RegExp): string => {
  const found = manualCommands().filter((command) => command.tool === tool && part.test(command.text));
  if (found[0] === undefined || found.length > 1)
    throw new Error(`The manual has ${found.length} commands with ${part}.`);
  return found[0].text;
};
