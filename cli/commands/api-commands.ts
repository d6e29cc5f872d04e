import type { ApiCommand } from '../tree/command.ts';
import { accessCommands } from './access/group.ts';
import { apiKeyCommands } from './api-key/group.ts';
import { auditCommands } from './audit/group.ts';
import { deliveryCommands } from './delivery/group.ts';
import { deploy } from './deploy.ts';
import { deploymentCommands } from './deployment/group.ts';
import { environmentCommands } from './environment/group.ts';
import { mappingCommands } from './mapping/group.ts';
import { memberCommands } from './member/group.ts';
import { permissionCommands } from './permission/group.ts';
import { projectCommands } from './project/group.ts';
import { providerCommands } from './provider/group.ts';
import { repoCommands } from './repo/group.ts';
import { roleCommands } from './role/group.ts';
import { submoduleCommands } from './submodule/group.ts';
import { whoami } from './whoami.ts';

/** Every command that makes one call of the API, in the order of the help. */
export const apiCommands: readonly ApiCommand[] = [
  ...projectCommands,
  ...repoCommands,
  ...submoduleCommands,
  ...environmentCommands,
  ...mappingCommands,
  deploy,
  ...deploymentCommands,
  ...deliveryCommands,
  ...accessCommands,
  ...memberCommands,
  ...roleCommands,
  ...permissionCommands,
  ...apiKeyCommands,
  ...auditCommands,
  ...providerCommands,
  whoami,
];
