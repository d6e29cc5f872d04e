import type { Command } from 'commander';
import { addCreateOrganization } from './create-organization.ts';
import { addInviteOwner } from './invite-owner.ts';
import { addResetKey } from './reset-key.ts';
import { addStatus } from './status.ts';

/** `ocore admin`. */
export const addAdmin = (ocore: Command): void => {
  const admin = ocore.command('admin').description('For those who run the service');
  addCreateOrganization(admin);
  addInviteOwner(admin);
  addResetKey(admin);
  addStatus(admin);
};
