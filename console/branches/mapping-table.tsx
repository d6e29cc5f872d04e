import { Alert, Badge, Button, Code, Group, Stack, Text } from '@mantine/core';
import { type ReactNode, useState } from 'react';
import type { BranchMapping } from '#shared/contract/branch-mapping.ts';
import type { Environment } from '#shared/contract/environment.ts';
import type { Project } from '#shared/contract/project.ts';
import { mayDo } from '../projects/project-context.ts';
import { useAction } from '../ui/action.ts';
import { DataTable } from '../ui/data-table.tsx';
import { useOpenDialog } from '../ui/dialog-host.tsx';
import { notify } from '../ui/notices.tsx';
import { ProblemAlert } from '../ui/problem.tsx';
import { EditMappingDialog } from './edit-mapping-dialog.tsx';
import { useOrderMappings } from './queries.ts';
import { RemoveMappingDialog } from './remove-mapping-dialog.tsx';

/** The mappings with two neighbours changed. @param by -1: up, 1: down */
export const moved = (ids: readonly string[], index: number, by: -1 | 1): string[] => {
  const [from, to] = [ids[index], ids[index + by]];
  if (from === undefined || to === undefined) return [...ids];
  return ids.map((id, at) => (at === index ? to : at === index + by ? from : id));
};

type Actions = {
  readonly onMove: (by: -1 | 1) => void;
  readonly onEdit: () => void;
  readonly onRemove: () => void;
  readonly isMoving: boolean;
  /** Why the mapping was not moved. */
  readonly failure: unknown;
};

const RowActions = ({
  mapping,
  isFirst,
  isLast,
  actions,
}: {
  readonly mapping: BranchMapping;
  readonly isFirst: boolean;
  readonly isLast: boolean;
  readonly actions: Actions;
}): ReactNode => {
  const { branchPattern } = mapping;
  const button = (words: string, name: string, onClick: () => void, isOff = false): ReactNode => (
    <Button
      size="compact-sm"
      variant="default"
      onClick={onClick}
      aria-label={`${words} ${branchPattern}`}
      {...(name === 'Edit' || name === 'Remove' ? { 'aria-haspopup': 'dialog' } : {})}
      // Disabled, a button would lose the focus of whoever moves a mapping to an end.
      aria-disabled={isOff || actions.isMoving}
      {...(isOff ? { 'data-disabled': true } : {})}
    >
      {name}
    </Button>
  );
  return (
    <Stack gap="xs">
      <Group gap={4} wrap="nowrap">
        {button('Move up', '↑', () => !isFirst && actions.onMove(-1), isFirst)}
        {button('Move down', '↓', () => !isLast && actions.onMove(1), isLast)}
        {button('Edit', 'Edit', actions.onEdit)}
        {button('Remove', 'Remove', actions.onRemove)}
      </Group>
      {actions.failure !== null && <ProblemAlert error={actions.failure} />}
    </Stack>
  );
};

const Pattern = ({ mapping }: { readonly mapping: BranchMapping }): ReactNode => (
  <Stack gap={4} align="flex-start">
    <Code className="text-of-others">{mapping.branchPattern}</Code>
    {mapping.refType === 'tag' && <Badge color="gray">Tags</Badge>}
    {mapping.warnings.map((warning) => (
      <Alert key={warning} color="yellow" variant="light" p="xs" role="note">
        <Text size="xs" fw={400} className="text-of-others">
          {warning}
        </Text>
      </Alert>
    ))}
  </Stack>
);

const Behavior = ({ mapping }: { readonly mapping: BranchMapping }): ReactNode => (
  <>
    <Text size="sm">{mapping.behavior}</Text>
    {!mapping.autoDeploy && (
      <Text size="xs" c="dimmed">
        Switched off: it deploys nothing by itself.
      </Text>
    )}
    {mapping.paths.length > 0 && (
      <Text size="xs" c="dimmed" className="text-of-others">
        Only changes in {mapping.paths.join(', ')}
      </Text>
    )}
  </>
);

/** The mappings in the order in which they are tried, to be moved, edited and removed. */
export const MappingTable = ({
  project,
  environments,
  mappings,
  etag,
}: {
  readonly project: Project;
  readonly environments: readonly Environment[];
  readonly mappings: readonly BranchMapping[];
  readonly etag: string | null;
}): ReactNode => {
  const order = useOrderMappings();
  const open = useOpenDialog();
  const [movedId, setMovedId] = useState<string | null>(null);
  const mayManage = mayDo(project, 'manage:projects');
  const move = useAction(async (index: number, by: -1 | 1) => {
    setMovedId(mappings[index]?.id ?? null);
    const ids = moved(
      mappings.map(({ id }) => id),
      index,
      by,
    );
    const params = { projectId: project.id };
    await order({ params, body: { order: ids }, ...(etag === null ? {} : { ifMatch: etag }) });
    notify(`${mappings[index]?.branchPattern} is number ${index + by + 1} now.`);
  });
  const isThere = mappings.some(({ id }) => id === movedId);
  return (
    <Stack gap="md">
      {move.failure !== null && !isThere && <ProblemAlert error={move.failure} />}
      <DataTable
        label="Branch mappings"
        columns={['Branch', 'Environment', 'Behavior', ...(mayManage ? ['Actions'] : [])].map((name) => ({ name }))}
        rows={mappings.map((mapping, index) => ({
          key: mapping.id,
          cells: [
            <Pattern key="branch" mapping={mapping} />,
            <span key="environment" className="text-of-others">
              {mapping.environmentName}
            </span>,
            <Behavior key="behavior" mapping={mapping} />,
            ...(mayManage
              ? [
                  <RowActions
                    key="actions"
                    mapping={mapping}
                    isFirst={index === 0}
                    isLast={index === mappings.length - 1}
                    actions={{
                      onMove: (by) => move.run(index, by),
                      onEdit: () =>
                        open(<EditMappingDialog project={project} environments={environments} mapping={mapping} />),
                      onRemove: () => open(<RemoveMappingDialog mapping={mapping} />),
                      isMoving: move.isRunning,
                      failure: mapping.id === movedId ? move.failure : null,
                    }}
                  />,
                ]
              : []),
          ],
        }))}
      />
    </Stack>
  );
};
