import type { ApiCommand } from '../../tree/command.ts';
import { repoBranches } from './branches.ts';
import { repoDisconnect } from './disconnect.ts';
import { repoGet } from './get.ts';
import { repoReconfigureWebhook } from './reconfigure-webhook.ts';
import { repoRegenerateKey } from './regenerate-key.ts';
import { repoRevealSecret } from './reveal-secret.ts';
import { repoSync } from './sync.ts';
import { repoUpdate } from './update.ts';
import { repoValidate } from './validate.ts';

/** The commands of `ocore repo` that call the API. */
export const repoCommands: readonly ApiCommand[] = [
  repoGet,
  repoUpdate,
  repoValidate,
  repoSync,
  repoRegenerateKey,
  repoReconfigureWebhook,
  repoRevealSecret,
  repoBranches,
  repoDisconnect,
];
