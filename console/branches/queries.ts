import type { BranchMapping } from '#shared/contract/branch-mapping.ts';
import {
  createBranchMapping,
  deleteBranchMapping,
  getBranchMapping,
  listBranchMappings,
  orderBranchMappings,
  updateBranchMapping,
} from '#shared/contract/endpoints/branch-mappings.ts';
import { simulatePush } from '#shared/contract/endpoints/deliveries.ts';
import { useGuardedWrite } from '../api/use-guarded-write.ts';
import { useRead } from '../api/use-read.ts';
import { useWrite } from '../api/use-write.ts';

/** The mappings by priority. The ETag of the list goes into If-Match of a new order. */
export const useMappings = (projectId: string) => useRead(listBranchMappings, { params: { projectId } });

/** A form that changes a mapping: see `useGuardedWrite`. */
export const useUpdateMapping = (projectId: string, mapping: BranchMapping) =>
  useGuardedWrite(
    updateBranchMapping,
    mapping,
    useRead(getBranchMapping, { params: { projectId, mappingId: mapping.id } }),
    ({ branchPattern, environmentId, trigger, autoDeploy, paths }) => ({
      branchPattern,
      environmentId,
      trigger,
      autoDeploy,
      paths,
    }),
  );

/** The parameters and If-Match of a write to a mapping: with the newest state that the dialog has read. */
export const useMappingTarget = (projectId: string, mappingId: string) => {
  const params = { projectId, mappingId };
  const etag = useRead(getBranchMapping, { params }).data?.etag ?? null;
  return { params, ...(etag === null ? {} : { ifMatch: etag }) };
};

export const useCreateMapping = () => useWrite(createBranchMapping);

export const useOrderMappings = () => useWrite(orderBranchMappings);
export const useRemoveMapping = () => useWrite(deleteBranchMapping);
export const useSimulate = () => useWrite(simulatePush);
