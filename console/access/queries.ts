import {
  deleteGrant,
  explainAccess,
  findAccessCandidates,
  getAccess,
  updateAccess,
  updateGrant,
} from '#shared/contract/endpoints/projects.ts';
import { useRead } from '../api/use-read.ts';
import { useWrite } from '../api/use-write.ts';

/** Who may see a project. Its ETag goes into If-Match of each change. */
export const useAccess = (projectId: string) => useRead(getAccess, { params: { projectId } });

/** At most 25 members and keys whom the project may grant something. @param search a part of the name; empty: all */
export const useCandidates = (projectId: string, search: string) =>
  useRead(findAccessCandidates, { params: { projectId }, query: search === '' ? {} : { q: search } });

/** Why somebody sees the project or does not. */
export const useExplanation = (projectId: string, principalId: string) =>
  useRead(explainAccess, { params: { projectId, principalId } });

/** The If-Match of a change of access: the newest state that has been read. */
export const useAccessMatch = (projectId: string) => {
  const etag = useAccess(projectId).data?.etag ?? null;
  return etag === null ? {} : { ifMatch: etag };
};

export const useUpdateAccess = () => useWrite(updateAccess);
export const useGrant = () => useWrite(updateGrant);
export const useRevoke = () => useWrite(deleteGrant);
