import type { ApiCommand } from '../../tree/command.ts';
import { apiKeyCreate } from './create.ts';
import { apiKeyGet } from './get.ts';
import { apiKeyList } from './list.ts';
import { apiKeyRevoke } from './revoke.ts';
import { apiKeyRotate } from './rotate.ts';

/** The commands of `ocore api-key` that call the API. */
export const apiKeyCommands: readonly ApiCommand[] = [apiKeyList, apiKeyGet, apiKeyCreate, apiKeyRotate, apiKeyRevoke];
