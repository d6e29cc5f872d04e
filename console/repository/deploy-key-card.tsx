import { Button, Card, Checkbox, Group, Stack, Text, Title } from '@mantine/core';
import { type ReactNode, useState } from 'react';
import type { Repository, Validation } from '#shared/contract/repository.ts';
import { useAction } from '../ui/action.ts';
import { Ago } from '../ui/ago.tsx';
import { ConfirmDialog } from '../ui/confirm-dialog.tsx';
import { CopyText } from '../ui/copy-button.tsx';
import { useOpenDialog } from '../ui/dialog-host.tsx';
import { OutsideLink } from '../ui/link.tsx';
import { ProblemAlert } from '../ui/problem.tsx';
import { providerWords } from '../ui/status.tsx';
import { useRegenerateKey, useVerify } from './queries.ts';
import type { Report } from './report.tsx';
import { Verification } from './verification.tsx';

type Of = {
  readonly projectId: string;
  readonly repository: Repository;
  readonly onReport: (report: Report) => void;
};

const RegenerateDialog = ({ projectId, repository, onReport }: Of) => {
  const regenerate = useRegenerateKey();
  const [revokeNow, setRevokeNow] = useState(false);
  const confirm = async (): Promise<void> => {
    const { body } = await regenerate({ params: { projectId }, body: { revokeNow } });
    const left = body.nextSteps.filter(({ action }) => action === 'add_deploy_key');
    onReport({
      title: 'There is a new deploy key',
      left: left.map(({ detail }) => ({ text: detail, where: body.deployKey.settingsUrl })),
    });
  };
  return (
    <ConfirmDialog title="Regenerate the deploy key" action="Make a new key" onConfirm={confirm}>
      <Text size="sm">
        oCore makes a new key. The present one works until the new one has opened the repository, so that nothing stops
        meanwhile; then it is removed.{' '}
        {repository.deployKey.installed === 'automatic'
          ? 'oCore adds the new key at the provider itself.'
          : 'You have to add the new public key at the provider.'}
      </Text>
      <Checkbox
        label="End the present key at once"
        description="For a key that has leaked. Deployments fail until the new key is added."
        checked={revokeNow}
        onChange={(event) => setRevokeNow(event.currentTarget.checked)}
      />
    </ConfirmDialog>
  );
};

const Answer = ({ answer, repository }: { readonly answer: Validation | null; readonly repository: Repository }) => {
  if (answer !== null) {
    const { result, detail, checkedAt, durationMs, branches } = answer;
    return (
      <Verification validation={{ result, detail, at: checkedAt }} durationMs={durationMs} branches={branches.length} />
    );
  }
  return repository.lastValidation !== null && <Verification validation={repository.lastValidation} />;
};

/** The key that the repository has to know: to copy, to verify, and to replace. */
export const DeployKeyCard = ({
  projectId,
  repository,
  mayManage,
  onReport,
}: Of & { readonly mayManage: boolean }): ReactNode => {
  const verify = useVerify();
  const [answer, setAnswer] = useState<Validation | null>(null);
  const open = useOpenDialog();
  const action = useAction(async () => setAnswer((await verify({ params: { projectId } })).body));
  const regenerate = (): void =>
    open(
      <RegenerateDialog
        projectId={projectId}
        repository={repository}
        onReport={(report) => {
          setAnswer(null);
          onReport(report);
        }}
      />,
    );
  const { publicKey, fingerprint, settingsUrl, installed, lastVerifiedAt, retiring } = repository.deployKey;
  return (
    <Card withBorder padding="lg" component="section" aria-label="Deploy key">
      <Stack gap="sm">
        <Title order={3}>Deploy key</Title>
        <Text size="sm" c="dimmed">
          {installed === 'automatic'
            ? 'oCore has added it at the provider.'
            : lastVerifiedAt === null
              ? 'Add it at the provider, with read access only.'
              : 'It has opened the repository.'}{' '}
          <OutsideLink href={settingsUrl} inherit>
            Deploy keys at {providerWords[repository.provider]}
          </OutsideLink>
        </Text>
        <CopyText label="Public key" text={publicKey} />
        <Text size="xs" c="dimmed" className="text-of-others">
          {fingerprint} · last worked: <Ago at={lastVerifiedAt} />
        </Text>
        {retiring !== null && (
          <Text size="sm" className="text-of-others">
            The old key {retiring.fingerprint} still works, until the new one has opened the repository.
          </Text>
        )}
        <Answer answer={answer} repository={repository} />
        {action.failure !== null && <ProblemAlert error={action.failure} />}
        {mayManage && (
          <Group gap="xs">
            <Button size="xs" onClick={action.run} loading={action.isRunning}>
              Verify
            </Button>
            <Button size="xs" variant="default" onClick={regenerate} aria-haspopup="dialog">
              Regenerate Key
            </Button>
            <Text size="xs" c="dimmed">
              Verify connects to the repository with the key, and changes nothing there.
            </Text>
          </Group>
        )}
      </Stack>
    </Card>
  );
};
