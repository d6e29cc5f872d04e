import type { ApiCommand } from '../../tree/command.ts';
import { auditExport } from './export.ts';
import { auditList } from './list.ts';

/** The commands of `ocore audit` that call the API. */
export const auditCommands: readonly ApiCommand[] = [auditList, auditExport];
