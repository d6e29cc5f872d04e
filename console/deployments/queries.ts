import {
  approveDeployment,
  cancelDeployment,
  getDeployment,
  promoteDeployment,
  redeploy,
} from '#shared/contract/endpoints/deployments.ts';
import { useRead } from '../api/use-read.ts';
import { useWrite } from '../api/use-write.ts';
import { isInMotion } from '../ui/status.tsx';

export const useDeployment = (projectId: string, deploymentId: string) =>
  useRead(getDeployment, { params: { projectId, deploymentId } }, { isRunning: ({ status }) => isInMotion(status) });

export const useApprove = () => useWrite(approveDeployment);
export const useCancel = () => useWrite(cancelDeployment);
export const usePromote = () => useWrite(promoteDeployment);
export const useRedeploy = () => useWrite(redeploy);
