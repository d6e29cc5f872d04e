import { Badge, Button, Card, Group, Stack, Text, Title } from '@mantine/core';
import { type ReactNode, useState } from 'react';
import type { Validation } from '#shared/contract/repository.ts';
import { AddSubmoduleBody, type Submodule } from '#shared/contract/submodule.ts';
import { useAction } from '../ui/action.ts';
import { ConfirmDialog } from '../ui/confirm-dialog.tsx';
import { CopyText } from '../ui/copy-button.tsx';
import { useOpenDialog } from '../ui/dialog-host.tsx';
import { useForm } from '../ui/form.ts';
import { TextField } from '../ui/form-fields.tsx';
import { OutsideLink } from '../ui/link.tsx';
import { notify } from '../ui/notices.tsx';
import { ProblemAlert } from '../ui/problem.tsx';
import { Loaded } from '../ui/states.tsx';
import { useAddSubmodule, useRemoveSubmodule, useSubmodules, useVerifySubmodule } from './queries.ts';
import { type Report, removalReport } from './report.tsx';
import { ReportedSubmodules } from './reported-submodules.tsx';
import { Verification } from './verification.tsx';

type Of = { readonly projectId: string; readonly onReport: (report: Report) => void };

const statuses = {
  action_required: { color: 'yellow', words: 'Action required' },
  connected: { color: 'green', words: 'Works' },
  failing: { color: 'red', words: 'Failing' },
} as const;

const RemoveDialog = ({ projectId, submodule, onReport }: Of & { readonly submodule: Submodule }): ReactNode => {
  const remove = useRemoveSubmodule();
  const confirm = async (): Promise<void> => {
    const { body } = await remove({ params: { projectId, submoduleId: submodule.id } });
    onReport(removalReport(`The key of ${submodule.fullName} is removed`, body));
  };
  return (
    <ConfirmDialog title={`Remove the key of ${submodule.fullName}`} action="Remove it" isDangerous onConfirm={confirm}>
      <Text size="sm">
        Deployments of commits with this submodule fail from now on, unless the repository is public. What oCore cannot
        remove at the provider is shown afterwards.
      </Text>
    </ConfirmDialog>
  );
};

const Row = ({
  projectId,
  submodule,
  mayManage,
  onReport,
}: Of & { readonly submodule: Submodule; readonly mayManage: boolean }): ReactNode => {
  const verify = useVerifySubmodule();
  const [answer, setAnswer] = useState<Validation | null>(null);
  const open = useOpenDialog();
  const { id, fullName, status, statusReason, deployKey } = submodule;
  const action = useAction(async () => setAnswer((await verify({ params: { projectId, submoduleId: id } })).body));
  return (
    <Stack gap="xs" component="section" aria-label={`Submodule ${fullName}`}>
      <Group gap="sm">
        <Text fw={600} size="sm" className="text-of-others">
          {fullName}
        </Text>
        <Badge color={statuses[status].color}>{statuses[status].words}</Badge>
      </Group>
      {statusReason !== null && (
        <Text size="sm" className="text-of-others">
          {statusReason}{' '}
          <OutsideLink href={deployKey.settingsUrl} inherit>
            Open the page
          </OutsideLink>
        </Text>
      )}
      <CopyText label={`Public key of ${fullName}`} text={deployKey.publicKey} />
      {answer !== null && (
        <Verification
          validation={{ result: answer.result, detail: answer.detail, at: answer.checkedAt }}
          durationMs={answer.durationMs}
        />
      )}
      {action.failure !== null && <ProblemAlert error={action.failure} />}
      {mayManage && (
        <Group gap="xs">
          <Button size="xs" variant="default" onClick={action.run} loading={action.isRunning}>
            Verify the submodule
          </Button>
          <Button
            size="xs"
            variant="default"
            onClick={() => open(<RemoveDialog projectId={projectId} submodule={submodule} onReport={onReport} />)}
            aria-haspopup="dialog"
          >
            Remove the submodule
          </Button>
        </Group>
      )}
    </Stack>
  );
};

const AddForm = ({ projectId }: { readonly projectId: string }): ReactNode => {
  const add = useAddSubmodule();
  const form = useForm(
    AddSubmoduleBody,
    { repositoryUrl: '' },
    ({ repositoryUrl }) => ({ repositoryUrl: repositoryUrl.trim() }),
    async (body) => {
      const { body: submodule } = await add({ params: { projectId }, body });
      notify(`There is a key for ${submodule.fullName}.`);
      form.reset();
    },
  );
  return (
    <form onSubmit={form.submit} noValidate>
      <Stack gap="xs">
        <Group gap="xs" align="flex-end">
          <TextField
            form={form}
            name="repositoryUrl"
            label="Clone URL of a submodule"
            placeholder="git@github.com:acme/private-addons.git"
            autoComplete="off"
            spellCheck={false}
            miw={0}
          />
          <Button type="submit" variant="default" loading={form.isSending}>
            Add submodule
          </Button>
        </Group>
        {form.failure !== null && <ProblemAlert error={form.failure} shownFields={['repositoryUrl']} />}
      </Stack>
    </form>
  );
};

/** The private repositories of submodules, each with a key of its own. */
export const Submodules = ({ projectId, mayManage, onReport }: Of & { readonly mayManage: boolean }): ReactNode => {
  const read = useSubmodules(projectId);
  return (
    <Card withBorder padding="lg" component="section" aria-label="Submodules">
      <Stack gap="md">
        <Title order={3}>Submodules</Title>
        <Text size="sm" c="dimmed">
          A deploy key opens one repository. Each private repository that a submodule points to needs one of its own.
        </Text>
        <Loaded read={read} what="the submodules" rows={2}>
          {({ body: { submodules, reported } }) => (
            <>
              {submodules.length === 0 && <Text size="sm">None has a key yet.</Text>}
              {submodules.map((submodule) => (
                <Row
                  key={submodule.id}
                  projectId={projectId}
                  submodule={submodule}
                  mayManage={mayManage}
                  onReport={onReport}
                />
              ))}
              <ReportedSubmodules projectId={projectId} reported={reported} />
            </>
          )}
        </Loaded>
        {mayManage && <AddForm projectId={projectId} />}
      </Stack>
    </Card>
  );
};
