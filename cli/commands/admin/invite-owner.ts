import type { Command } from 'commander';
import * as z from 'zod/mini';
import { InvitedOwner } from '#shared/contract/admin.ts';
import { print, say } from '../../output.ts';
import { explain } from '../../tree/build.ts';
import { invokeAdmin } from './invoke-admin.ts';

const Answer = z.object(InvitedOwner.shape);

/**
 * `ocore admin invite-owner`: for the first person of an organisation, and for one that has lost its Owners.
 * Source: docs/design/security-model.md, "The operator".
 */
export const addInviteOwner = (admin: Command): void => {
  const command = admin
    .command('invite-owner')
    .description('Invite an Owner by e-mail address, or make an active member an Owner')
    .requiredOption('--organization <slug>', 'the slug of the organisation')
    .requiredOption('--email <address>', 'the address that they sign in with')
    .option('--function <name>', 'the admin function, if the stage is not prod');
  explain(command, 'admin invite-owner', ['ocore admin invite-owner --organization acme --email mona@acme.example']);
  command.action(async (options: { organization: string; email: string; function?: string }) => {
    const { organization, email } = options;
    const { member } = await invokeAdmin(options.function ?? 'ocore-invite-owner', { organization, email }, Answer);
    print(JSON.stringify(member));
    say(
      member.status === 'active'
        ? `${member.name ?? email} is an Owner.`
        : 'oCore sends no mail: tell them the address of the service. The invitation ends after 7 days.',
    );
  });
};
