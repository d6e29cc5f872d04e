import { List, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import type { Environment } from '#shared/contract/environment.ts';
import { ConfirmDialog } from '../ui/confirm-dialog.tsx';
import { useDeleteEnvironment, useEnvironmentTarget, useNewestEnvironment } from './queries.ts';
import { mappingWords } from './words.ts';

/** Deletes an environment with the mappings that lead to it, after its name was typed. */
export const DeleteEnvironmentDialog = ({ environment }: { readonly environment: Environment }): ReactNode => {
  const remove = useDeleteEnvironment();
  const target = useEnvironmentTarget(environment);
  const { mappings, pending, running } = useNewestEnvironment(environment);
  return (
    <ConfirmDialog
      title={`Delete ${environment.name}`}
      action="Delete it"
      said={`The environment ${environment.name} was deleted.`}
      typedName={environment.name}
      onConfirm={() => remove({ ...target, query: { force: 'true' } })}
    >
      <Text size="sm">
        Its deployment history stays. Odoo itself, its database and its files are not touched; its runner gets no more
        work.
      </Text>
      {(mappings.length > 0 || pending !== null || running !== null) && (
        <List size="sm" spacing={4}>
          {mappings.map((mapping) => (
            <List.Item key={mapping.mappingId} className="text-of-others">
              The mapping {mappingWords(mapping)} goes too.
            </List.Item>
          ))}
          {pending !== null && <List.Item>The deployment that waits is cancelled.</List.Item>}
          {running !== null && <List.Item>A deployment runs now: oCore refuses until it has ended.</List.Item>}
        </List>
      )}
    </ConfirmDialog>
  );
};
