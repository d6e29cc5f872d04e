import { Alert, Button, Card, Group, List, Stack, Text, Title } from '@mantine/core';
import { type ReactNode, useState } from 'react';
import { type ClonedProject, CloneProjectBody, type Project } from '#shared/contract/project.ts';
import { useOpenDialog } from '../ui/dialog-host.tsx';
import { FormDialog, useDialogForm } from '../ui/form-dialog.tsx';
import { TextField } from '../ui/form-fields.tsx';
import { AppLink } from '../ui/link.tsx';
import { useClone } from './queries.ts';

const CloneDialog = ({
  project,
  onCloned,
}: {
  readonly project: Project;
  readonly onCloned: (made: ClonedProject) => void;
}): ReactNode => {
  const clone = useClone();
  const form = useDialogForm(
    CloneProjectBody,
    { name: '' },
    ({ name }) => (name.trim() === '' ? {} : { name }),
    async (body) => {
      const { body: made } = await clone({ params: { projectId: project.id }, body });
      onCloned(made);
    },
  );
  return (
    <FormDialog title={`Clone ${project.name}`} action="Make the copy" form={form} fields={['name']}>
      <Text size="sm">
        Description, environments, branch mappings and access are copied. Keys, secrets, the repository and the history
        are not: the copy is connected anew.
      </Text>
      <TextField
        form={form}
        name="name"
        label="Name of the copy"
        description="Empty: the service finds one."
        autoComplete="off"
        data-autofocus
      />
    </FormDialog>
  );
};

const parts = [
  ['copied', 'Copied'],
  ['changed', 'Changed'],
  ['leftOut', 'Left out'],
] as const;

/** The report names fields of the API as they are spelled there; its other lines are sentences. */
const inWords: Readonly<Record<string, string>> = { branchMappings: 'branch mappings' };

const CloneReport = ({ made, onClose }: { readonly made: ClonedProject; readonly onClose: () => void }): ReactNode => (
  <Alert
    role="status"
    color="green"
    variant="light"
    title={`${made.name} was made`}
    withCloseButton
    onClose={onClose}
    w="100%"
  >
    <Stack gap="xs">
      {parts
        .filter(([part]) => made.cloneReport[part].length > 0)
        .map(([part, words]) => (
          <div key={part}>
            <Text size="sm" fw={600}>
              {words}
            </Text>
            <List size="sm">
              {made.cloneReport[part].map((line) => (
                <List.Item key={line} className="text-of-others">
                  {inWords[line] ?? line}
                </List.Item>
              ))}
            </List>
          </div>
        ))}
      <Text size="sm">
        <AppLink to={`/projects/${made.id}`} underline="always">
          Open the copy
        </AppLink>
      </Text>
    </Stack>
  </Alert>
);

/** Copies the project, and says what was copied, changed and left out. */
export const CloneCard = ({ project }: { readonly project: Project }): ReactNode => {
  const open = useOpenDialog();
  const [made, setMade] = useState<ClonedProject | null>(null);
  return (
    <Card withBorder padding="lg">
      <Stack gap="sm" align="flex-start">
        <Title order={3}>Clone</Title>
        <Text size="sm" c="dimmed">
          A new project with the same environments and branch mappings, without keys and secrets.
        </Text>
        {made !== null && <CloneReport made={made} onClose={() => setMade(null)} />}
        <Group>
          <Button
            variant="default"
            onClick={() => open(<CloneDialog project={project} onCloned={setMade} />)}
            aria-haspopup="dialog"
          >
            Clone
          </Button>
        </Group>
      </Stack>
    </Card>
  );
};
