import type { SlotStep } from '../../domain/deployments/deployment-slot.ts';
import { type AuditEntry, bookkeeping, type Mutation } from '../audit/mutation.ts';
import { changeWrite } from '../items/deployment-item.ts';
import { environmentWrite } from '../items/environment-item.ts';
import { transact } from '../table/transact.ts';

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
