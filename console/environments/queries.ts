import {
  createEnvironment,
  deleteEnvironment,
  getEnvironment,
  pauseEnvironment,
  resumeEnvironment,
  updateEnvironment,
} from '#shared/contract/endpoints/environments.ts';
import type { Environment } from '#shared/contract/environment.ts';
import { useGuardedWrite } from '../api/use-guarded-write.ts';
import { useRead } from '../api/use-read.ts';
import { useWrite } from '../api/use-write.ts';

/** An environment by itself, whose ETag goes into If-Match. */
const useEnvironment = (projectId: string, environmentId: string) =>
  useRead(getEnvironment, { params: { projectId, environmentId } });

/** A form that changes an environment: see `useGuardedWrite`. */
export const useUpdateEnvironment = (environment: Environment) =>
  useGuardedWrite(
    updateEnvironment,
    environment,
    useEnvironment(environment.projectId, environment.id),
    ({ name, odooVersion, url, approval, autoDeploy, branches, allowMissingSubmodules }) => ({
      name,
      odooVersion,
      url,
      approval,
      autoDeploy,
      branches,
      allowMissingSubmodules,
    }),
  );

/** What a dialog says of an environment follows it, although the dialog was opened with what was read before. */
export const useNewestEnvironment = (environment: Environment): Environment =>
  useEnvironment(environment.projectId, environment.id).data?.body ?? environment;

/** The parameters and If-Match of a write to an environment: with the newest state that the dialog has read. */
export const useEnvironmentTarget = ({ id, projectId }: Pick<Environment, 'id' | 'projectId'>) => {
  const etag = useEnvironment(projectId, id).data?.etag ?? null;
  return { params: { projectId, environmentId: id }, ...(etag === null ? {} : { ifMatch: etag }) };
};

export const useCreateEnvironment = () => useWrite(createEnvironment);

export const useDeleteEnvironment = () => useWrite(deleteEnvironment);
export const usePause = () => useWrite(pauseEnvironment);
export const useResume = () => useWrite(resumeEnvironment);
