import { type AuditEntry, type Mutation, mutationWrites } from '#shared/data/audit/mutation.ts';
import { deploymentChangeWrite } from '#shared/data/items/deployment-item.ts';
import { environmentWrite } from '#shared/data/items/environment-item.ts';
import { transact } from '#shared/data/table/transact.ts';
import type { SlotStep } from '#shared/domain/deployments/deployment-slot.ts';

/**
 * Writes a step of an environment's slot with the changes of its deployments, in one transaction.
 * @param audit null for expired deadlines
 * @throws ConditionFailed with the environment's or the deployment's label if another write was faster, with
 * `idempotency`
 */
export const saveSlot = async (
  { before, after, changes }: SlotStep,
  audit: { readonly mutation: Mutation; readonly entry: Omit<AuditEntry, 'projectId'> } | null,
): Promise<void> =>
  transact([
    environmentWrite(after, before.lease),
    ...changes.map((change) => deploymentChangeWrite(after.organizationId, after.projectId, change)),
    ...(audit === null
      ? []
      : mutationWrites(after.organizationId, audit.mutation, { ...audit.entry, projectId: after.projectId }, 200)),
  ]);
