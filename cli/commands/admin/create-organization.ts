import type { Command } from 'commander';
import * as z from 'zod/mini';
import { Organization } from '#shared/contract/me.ts';
import { print, say } from '../../output.ts';
import { explain } from '../../tree/build.ts';
import { invokeAdmin } from './invoke-admin.ts';

const Created = z.object({ organization: Organization, apiKey: z.string() });

/**
 * `ocore admin create-organization`: invokes the admin Lambda with the caller's AWS identity.
 * Source: docs/design/security-model.md, "The first organisation".
 */
export const addCreateOrganization = (admin: Command): void => {
  const command = admin
    .command('create-organization')
    .description('Create an organisation and its first API key, which is shown this once')
    .requiredOption('--slug <slug>', 'short name for X-Org-Slug: lower-case letters, digits and dashes')
    .requiredOption('--name <name>', 'the display name')
    .option('--function <name>', 'the admin function, if the stage is not prod')
    .addHelpText('after', '\nWith npm start: OCORE_ADMIN_ENDPOINT=<adminEndpoint of npm start -- --json>');
  explain(command, 'admin create-organization', ['ocore admin create-organization --slug acme --name "Acme Corp"']);
  command.action(async (options: { slug: string; name: string; function?: string }) => {
    const functionName = options.function ?? process.env.OCORE_ADMIN_FUNCTION ?? 'ocore-create-organization';
    const { organization, apiKey } = await invokeAdmin(
      functionName,
      { slug: options.slug, name: options.name },
      Created,
    );
    print(JSON.stringify({ organization, apiKey }));
    say('Keep the API key: it is not shown again.');
  });
};
