import { Text } from '@mantine/core';
import type { ReactNode } from 'react';
import type { BranchMapping } from '#shared/contract/branch-mapping.ts';
import { ConfirmDialog } from '../ui/confirm-dialog.tsx';
import { useMappingTarget, useRemoveMapping } from './queries.ts';

/** Removes a mapping. What waits or runs is left alone. */
export const RemoveMappingDialog = ({ mapping }: { readonly mapping: BranchMapping }): ReactNode => {
  const remove = useRemoveMapping();
  const target = useMappingTarget(mapping.projectId, mapping.id);
  return (
    <ConfirmDialog
      title={`Remove the mapping of ${mapping.branchPattern}`}
      action="Remove it"
      said={`The mapping of ${mapping.branchPattern} was removed.`}
      isDangerous
      onConfirm={() => remove(target)}
    >
      <Text size="sm" className="text-of-others">
        Pushes to {mapping.branchPattern} deploy nothing to {mapping.environmentName} any more, unless a mapping behind
        it matches. Nothing is undeployed.
      </Text>
    </ConfirmDialog>
  );
};
