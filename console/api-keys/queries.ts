import { listEnvironments } from '#shared/contract/endpoints/environments.ts';
import {
  createApiKey,
  getApiKey,
  listApiKeys,
  revokeApiKey,
  rotateApiKey,
} from '#shared/contract/endpoints/organization.ts';
import { useRead, useReads } from '../api/use-read.ts';
import { useWrite } from '../api/use-write.ts';

/** One page of the API keys, newest first. No read has the text of a key. */
export const useApiKeys = (cursor: string | null) =>
  useRead(listApiKeys, { query: { limit: '50', ...(cursor === null ? {} : { cursor }) } });

/** The parameters and If-Match of a write to a key. */
export const useKeyTarget = (apiKeyId: string) => {
  const params = { apiKeyId };
  const etag = useRead(getApiKey, { params }).data?.etag ?? null;
  return { params, ...(etag === null ? {} : { ifMatch: etag }) };
};

/** The environments of several projects, in their order. */
export const useEnvironmentsOf = (projectIds: readonly string[]) =>
  useReads(
    listEnvironments,
    projectIds.map((projectId) => ({ params: { projectId } })),
    { restingMs: 60_000 },
  );

export const useCreateKey = () => useWrite(createApiKey);
export const useRotateKey = () => useWrite(rotateApiKey);
export const useRevokeKey = () => useWrite(revokeApiKey);
