import { useCallback } from 'react';
import type { CallOptions } from '#shared/client/client.ts';
import { exportAuditLogs, listAuditLogs } from '#shared/contract/endpoints/audit.ts';
import { useApi } from '../api/api-context.tsx';
import { useRead } from '../api/use-read.ts';

/** The filters of the list that the address may have. */
export const filterNames = [
  'outcome',
  'resourceType',
  'action',
  'projectId',
  'resourceId',
  'actorId',
  'from',
  'to',
] as const;
export type AuditValues = Readonly<Partial<Record<(typeof filterNames)[number], string>>>;
type ListQuery = NonNullable<CallOptions<typeof listAuditLogs>['query']>;

/** One page of the records, newest first. What the address has is checked by the service. */
export const useAuditLog = (values: AuditValues, cursor: string | null) =>
  useRead(listAuditLogs, {
    query: { limit: '50', ...values, ...(cursor === null ? {} : { cursor }) } as ListQuery,
  });

export type Format = 'csv' | 'json';
export type Exported = { readonly text: string; readonly isTruncated: boolean };

/** Reads the file of the newest records that fit. It is in no cache. */
export const useExport = (): ((values: AuditValues, format: Format) => Promise<Exported>) => {
  const { client } = useApi();
  return useCallback(
    async (values, format) => {
      const { method, path } = exportAuditLogs;
      const { text, headers } = await client.request(method, path, { query: { ...values, format } });
      return { text, isTruncated: headers.get('x-truncated') === 'true' };
    },
    [client],
  );
};
