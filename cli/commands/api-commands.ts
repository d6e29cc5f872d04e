import type { ApiCommand } from '../tree/command.ts';
import { accessExplain } from './access/explain.ts';
import { accessGrant } from './access/grant.ts';
import { accessOpen } from './access/open.ts';
import { accessRestrict } from './access/restrict.ts';
import { accessRevoke } from './access/revoke.ts';
import { accessShow } from './access/show.ts';
import { apiKeyCreate } from './api-key/create.ts';
import { apiKeyGet } from './api-key/get.ts';
import { apiKeyList } from './api-key/list.ts';
import { apiKeyRevoke } from './api-key/revoke.ts';
import { apiKeyRotate } from './api-key/rotate.ts';
import { auditExport } from './audit/export.ts';
import { auditList } from './audit/list.ts';
import { deliveryGet } from './delivery/get.ts';
import { deliveryList } from './delivery/list.ts';
import { deliveryRedeliver } from './delivery/redeliver.ts';
import { deploy } from './deploy.ts';
import { deploymentApprove } from './deployment/approve.ts';
import { deploymentCancel } from './deployment/cancel.ts';
import { deploymentGet } from './deployment/get.ts';
import { deploymentList } from './deployment/list.ts';
import { deploymentLogs } from './deployment/logs.ts';
import { deploymentPromote } from './deployment/promote.ts';
import { deploymentRedeploy } from './deployment/redeploy.ts';
import { environmentCreate } from './environment/create.ts';
import { environmentDelete } from './environment/delete.ts';
import { environmentGet } from './environment/get.ts';
import { environmentList } from './environment/list.ts';
import { environmentListAll } from './environment/list-all.ts';
import { environmentPause } from './environment/pause.ts';
import { environmentResume } from './environment/resume.ts';
import { environmentUpdate } from './environment/update.ts';
import { mappingAdd } from './mapping/add.ts';
import { mappingGet } from './mapping/get.ts';
import { mappingList } from './mapping/list.ts';
import { mappingOrder } from './mapping/order.ts';
import { mappingRemove } from './mapping/remove.ts';
import { mappingSimulate } from './mapping/simulate.ts';
import { mappingUpdate } from './mapping/update.ts';
import { memberGet } from './member/get.ts';
import { memberInvite } from './member/invite.ts';
import { memberLeave } from './member/leave.ts';
import { memberList } from './member/list.ts';
import { memberRemove } from './member/remove.ts';
import { memberRole } from './member/role.ts';
import { permissionList } from './permission/list.ts';
import { projectArchive } from './project/archive.ts';
import { projectClone } from './project/clone.ts';
import { projectConnectRepo } from './project/connect-repo.ts';
import { projectCreate } from './project/create.ts';
import { projectDelete } from './project/delete.ts';
import { projectGet } from './project/get.ts';
import { projectList } from './project/list.ts';
import { projectUnarchive } from './project/unarchive.ts';
import { projectUpdate } from './project/update.ts';
import { providerGet } from './provider/get.ts';
import { providerList } from './provider/list.ts';
import { providerRemove } from './provider/remove.ts';
import { providerRepositories } from './provider/repositories.ts';
import { providerSet } from './provider/set.ts';
import { repoBranches } from './repo/branches.ts';
import { repoDisconnect } from './repo/disconnect.ts';
import { repoGet } from './repo/get.ts';
import { repoReconfigureWebhook } from './repo/reconfigure-webhook.ts';
import { repoRegenerateKey } from './repo/regenerate-key.ts';
import { repoRevealSecret } from './repo/reveal-secret.ts';
import { repoSync } from './repo/sync.ts';
import { repoUpdate } from './repo/update.ts';
import { repoValidate } from './repo/validate.ts';
import { roleCreate } from './role/create.ts';
import { roleDelete } from './role/delete.ts';
import { roleGet } from './role/get.ts';
import { roleList } from './role/list.ts';
import { roleUpdate } from './role/update.ts';
import { submoduleAdd } from './submodule/add.ts';
import { submoduleGet } from './submodule/get.ts';
import { submoduleList } from './submodule/list.ts';
import { submoduleRemove } from './submodule/remove.ts';
import { submoduleVerify } from './submodule/verify.ts';
import { whoami } from './whoami.ts';

/** Every command that makes one call of the API, in the order of the help. */
export const apiCommands: readonly ApiCommand[] = [
  projectCreate,
  projectList,
  projectGet,
  projectUpdate,
  projectDelete,
  projectArchive,
  projectUnarchive,
  projectClone,
  projectConnectRepo,
  repoGet,
  repoUpdate,
  repoValidate,
  repoSync,
  repoRegenerateKey,
  repoReconfigureWebhook,
  repoRevealSecret,
  repoBranches,
  repoDisconnect,
  submoduleList,
  submoduleGet,
  submoduleAdd,
  submoduleVerify,
  submoduleRemove,
  environmentList,
  environmentListAll,
  environmentGet,
  environmentCreate,
  environmentUpdate,
  environmentDelete,
  environmentPause,
  environmentResume,
  mappingList,
  mappingGet,
  mappingAdd,
  mappingUpdate,
  mappingOrder,
  mappingRemove,
  mappingSimulate,
  deploy,
  deploymentList,
  deploymentGet,
  deploymentLogs,
  deploymentCancel,
  deploymentRedeploy,
  deploymentApprove,
  deploymentPromote,
  deliveryList,
  deliveryGet,
  deliveryRedeliver,
  accessShow,
  accessRestrict,
  accessOpen,
  accessGrant,
  accessRevoke,
  accessExplain,
  memberList,
  memberGet,
  memberInvite,
  memberRole,
  memberRemove,
  memberLeave,
  roleList,
  roleGet,
  roleCreate,
  roleUpdate,
  roleDelete,
  permissionList,
  apiKeyList,
  apiKeyGet,
  apiKeyCreate,
  apiKeyRotate,
  apiKeyRevoke,
  auditList,
  auditExport,
  providerList,
  providerGet,
  providerSet,
  providerRemove,
  providerRepositories,
  whoami,
];
