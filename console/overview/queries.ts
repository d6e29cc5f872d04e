import { listDeployments, startDeployment } from '#shared/contract/endpoints/deployments.ts';
import { useRead } from '../api/use-read.ts';
import { useWrite } from '../api/use-write.ts';

/** What has succeeded in an environment, newest first: what one can roll back to. */
export const useSuccesses = (projectId: string, environmentId: string) =>
  useRead(listDeployments, {
    params: { projectId },
    query: { environmentId, status: 'succeeded', limit: '25' },
  });

export const useDeploy = () => useWrite(startDeployment);
