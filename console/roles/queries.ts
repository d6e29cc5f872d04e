import { listPermissions } from '#shared/contract/endpoints/roles.ts';
import { useRead } from '../api/use-read.ts';

/** They change with a release of the service alone. */
const permissionsMs = 60 * 60_000;

/** All permissions, with what each allows in words. */
export const usePermissions = () => useRead(listPermissions, {}, { restingMs: permissionsMs });
