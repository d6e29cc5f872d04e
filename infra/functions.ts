import { endpoints } from '#shared/contract/endpoints.ts';
import { functionFile } from '#shared/contract/function-file.ts';

/** The functions that no row of the endpoint table has. */
export const furtherFunctions = [
  'meta/no-route',
  'auth/authorize',
  'events/publish-events',
  'events/report-status',
  'projects/purge-project',
  'schedules/tick',
  'admin/create-organization',
] as const;

/** Every function by its file below functions/, without ending. */
export const functionFiles: readonly string[] = [...endpoints.map(functionFile), ...furtherFunctions];
