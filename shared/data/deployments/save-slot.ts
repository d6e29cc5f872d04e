import { type AuditEntry, bookkeeping, type Mutation } from '#shared/data/audit/mutation.ts';
import { changeWrite } from '#shared/data/items/deployment-item.ts';
import { environmentWrite } from '#shared/data/items/environment-item.ts';
import { transact } from '#shared/data/table/transact.ts';
import type { SlotStep } from '#shared/domain/deployments/deployment-slot.ts';

/**
 * Writes a step of an environment's slot with what it changes of its deployments, all or nothing.
 * @param audit null for what time alone brings about
 * @throws ConditionFailed with the environment's or the deployment's label where another was faster, with `idempotency`
 */
export const saveSlot = async (
  { before, after, changes }: SlotStep,
  audit: { readonly mutation: Mutation; readonly entry: Omit<AuditEntry, 'projectId'> } | null,
): Promise<void> =>
  transact([
    environmentWrite(after, before.lease),
    ...changes.map((change) => changeWrite(after.organizationId, after.projectId, change)),
    ...(audit === null
      ? []
      : bookkeeping(after.organizationId, audit.mutation, { ...audit.entry, projectId: after.projectId }, 200)),
  ]);
