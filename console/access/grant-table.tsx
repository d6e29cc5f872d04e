import { Button, Group, NativeSelect, Stack, Text } from '@mantine/core';
import { type ReactNode, useState } from 'react';
import type { AccessGrant } from '#shared/contract/access.ts';
import { useMe } from '../api/use-me.ts';
import { useAction } from '../ui/action.ts';
import { Ago } from '../ui/ago.tsx';
import { DataTable } from '../ui/data-table.tsx';
import { useOpenDialog } from '../ui/dialog-host.tsx';
import { notify } from '../ui/notices.tsx';
import { ProblemAlert } from '../ui/problem.tsx';
import { ExplainButton } from './explain-button.tsx';
import { useGrant } from './queries.ts';
import { RevokeDialog } from './revoke-dialog.tsx';
import { kindWords, levelOf, levelOptions, levelWords, nameOf } from './words.ts';

type Of = { readonly projectId: string; readonly etag: string | null; readonly mayManage: boolean };

/** Changes the level. Where that fails, the reason stands there, and what was chosen. */
const Level = ({ projectId, etag, grant }: Of & { readonly grant: AccessGrant }): ReactNode => {
  const update = useGrant();
  const [chosen, setChosen] = useState<AccessGrant['level'] | null>(null);
  const name = nameOf(grant);
  const change = useAction(async () => {
    if (chosen === null || chosen === grant.level) return;
    await update({
      params: { projectId, principalId: grant.principalId },
      body: { level: chosen },
      ...(etag === null ? {} : { ifMatch: etag }),
    });
    notify(`${name} now has ${levelWords[chosen]}.`);
    setChosen(null);
  });
  const isChanged = chosen !== null && chosen !== grant.level;
  return (
    <Stack gap={4}>
      <Group gap="xs" wrap="nowrap">
        <NativeSelect
          size="xs"
          miw={100}
          aria-label={`Level of ${name}`}
          value={chosen ?? grant.level}
          onChange={(event) => setChosen(levelOf(event.currentTarget.value))}
          data={levelOptions}
        />
        {isChanged && (
          <Button
            size="compact-sm"
            onClick={change.run}
            loading={change.isRunning}
            aria-label={`Save level of ${name}`}
          >
            Save
          </Button>
        )}
      </Group>
      {change.failure !== null && <ProblemAlert error={change.failure} />}
    </Stack>
  );
};

const Actions = ({ projectId, grant }: { readonly projectId: string; readonly grant: AccessGrant }): ReactNode => {
  const me = useMe();
  const open = useOpenDialog();
  const isSelf = grant.principalId === me.principal.id;
  const name = nameOf(grant);
  const revoke = (): void => open(<RevokeDialog projectId={projectId} grant={grant} isSelf={isSelf} />);
  return (
    <Group gap={4}>
      <ExplainButton projectId={projectId} principalId={grant.principalId} name={name} />
      <Button size="compact-sm" variant="default" onClick={revoke} aria-haspopup="dialog" aria-label={`Revoke ${name}`}>
        Revoke
      </Button>
    </Group>
  );
};

const Who = ({ grant }: { readonly grant: AccessGrant }): ReactNode => {
  const me = useMe();
  return (
    <>
      <Text size="sm" fw={500} className="text-of-others">
        {nameOf(grant)}
        {grant.principalId === me.principal.id && ' (you)'}
      </Text>
      <Text size="xs" c="dimmed" fw={400} className="text-of-others">
        {kindWords[grant.kind]}
        {grant.email !== null && ` · ${grant.email}`}
      </Text>
    </>
  );
};

const GrantedBy = ({ grant }: { readonly grant: AccessGrant }): ReactNode => (
  <>
    <Text size="sm" className="text-of-others">
      {grant.grantedByName ?? grant.grantedBy ?? 'oCore'}
    </Text>
    <Text size="xs" c="dimmed">
      <Ago at={grant.grantedAt} never="at a time that is not known" />
    </Text>
  </>
);

/** The grants by name: what each allows, and who gave it. */
export const GrantTable = ({ grants, ...of }: Of & { readonly grants: readonly AccessGrant[] }): ReactNode => (
  <DataTable
    label="Grants"
    columns={['Who', 'Level', 'Granted by', ...(of.mayManage ? ['Actions'] : [])].map((name) => ({ name }))}
    rows={grants.map((grant) => ({
      key: grant.principalId,
      cells: [
        <Who key="who" grant={grant} />,
        of.mayManage ? <Level key="level" {...of} grant={grant} /> : levelWords[grant.level],
        <GrantedBy key="by" grant={grant} />,
        ...(of.mayManage ? [<Actions key="actions" projectId={of.projectId} grant={grant} />] : []),
      ],
    }))}
  />
);
