import { Button, Card, Stack, Text, Title } from '@mantine/core';
import type { ReactNode } from 'react';
import { explainAccess, getAccess, updateAccess, updateGrant } from '#shared/contract/endpoints/projects.ts';
import type { Project } from '#shared/contract/project.ts';
import { useMe } from '../api/use-me.ts';
import { mayDo, useProjectOfTab } from '../projects/project-context.ts';
import { useCommandLines } from '../ui/command-lines.tsx';
import { useOpenDialog } from '../ui/dialog-host.tsx';
import { Page } from '../ui/page.tsx';
import { ShowMore } from '../ui/show-more.tsx';
import { Loaded } from '../ui/states.tsx';
import { Candidates } from './candidates.tsx';
import { ExplanationDialog } from './explanation.tsx';
import { GrantTable } from './grant-table.tsx';
import { ModeCard } from './mode-card.tsx';
import { useAccess } from './queries.ts';

const useLines = ({ id, access, ...project }: Project, principalId: string | null): void => {
  const params = { projectId: id };
  const mayManage = project.permissions.includes('manage:projects');
  const isRestricted = access.mode === 'restricted';
  useCommandLines([
    { title: 'Show who may see it', ocore: `ocore access show ${id}`, row: getAccess, params },
    ...(mayManage
      ? [
          {
            title: isRestricted ? 'Open it' : 'Restrict it',
            ocore: `ocore access ${isRestricted ? 'open' : 'restrict'} ${id}`,
            row: updateAccess,
            params,
            body: { mode: isRestricted ? 'organization' : 'restricted' },
          },
          {
            title: 'Grant somebody Deploy',
            ocore: `ocore access grant ${id} mona@acme.example --level deploy`,
            row: updateGrant,
            params: { ...params, principalId: 'MEMBER_OR_KEY' },
            body: { level: 'deploy' },
          },
        ]
      : []),
    ...(principalId === null
      ? []
      : [
          {
            title: 'Why can I see this?',
            ocore: `ocore access explain ${id} ${principalId}`,
            row: explainAccess,
            params: { ...params, principalId },
          },
        ]),
  ]);
};

/** Who may see a project, what its grants allow, and why somebody sees it or does not. */
export const Component = (): ReactNode => {
  const { project } = useProjectOfTab();
  const me = useMe();
  const { id: principalId, name } = me.principal;
  const read = useAccess(project.id);
  const open = useOpenDialog();
  useLines(project, principalId);
  const mayManage = mayDo(project, 'manage:projects');
  return (
    <Page
      title="Access"
      titles={['Access', project.name]}
      order={2}
      actions={
        principalId !== null && (
          <Button
            variant="default"
            onClick={() =>
              open(<ExplanationDialog projectId={project.id} subject={{ principalId, name, isSelf: true }} />)
            }
            aria-haspopup="dialog"
          >
            Why can I see this?
          </Button>
        )
      }
    >
      <Loaded read={read} what="the access to the project">
        {({ body: { mode, grants }, etag }) => (
          <Stack gap="lg">
            <ModeCard projectId={project.id} isRestricted={mode === 'restricted'} mayManage={mayManage} />
            <Card withBorder padding="lg">
              <Stack gap="sm">
                <Title order={3}>Grants</Title>
                <Text size="sm" c="dimmed">
                  The lesser of role and grant counts. Deploy includes View, and Manage includes Deploy.
                  {mode === 'organization' && ' They count while the project is restricted.'}
                </Text>
                {grants.length === 0 ? (
                  <Text size="sm">Nobody has a grant yet.</Text>
                ) : (
                  <ShowMore items={grants} what="grants">
                    {(shown) => <GrantTable projectId={project.id} etag={etag} mayManage={mayManage} grants={shown} />}
                  </ShowMore>
                )}
              </Stack>
            </Card>
            {mayManage && <Candidates projectId={project.id} etag={etag} grants={grants} />}
          </Stack>
        )}
      </Loaded>
    </Page>
  );
};
