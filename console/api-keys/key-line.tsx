import { Badge, Button, Code, Group, Stack, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import type { ApiKey, ApiKeyWithSecret } from '#shared/contract/api-key.ts';
import { useMay } from '../api/use-me.ts';
import { Ago, When } from '../ui/ago.tsx';
import { useOpenDialog } from '../ui/dialog-host.tsx';
import { useNow } from '../ui/now.ts';
import { RevokeDialog, RotateDialog } from './key-dialogs.tsx';

const limitWords = ({ projectIds, environmentIds }: ApiKey): string | null => {
  if (projectIds === null) return null;
  const count = (ids: readonly string[], one: string): string => `${ids.length} ${one}${ids.length === 1 ? '' : 's'}`;
  const environments = environmentIds === null ? '' : ` and ${count(environmentIds, 'environment')}`;
  return `limited to ${count(projectIds, 'project')}${environments}`;
};

const Times = ({ apiKey }: { readonly apiKey: ApiKey }): ReactNode => {
  const { createdAt, createdByName, createdBy, lastUsedAt, expiresAt, previousSecretUntil } = apiKey;
  return (
    <Text size="xs" c="dimmed" component="div" className="text-of-others">
      Created <Ago at={createdAt} /> by {createdByName ?? createdBy ?? 'oCore'} · last used: <Ago at={lastUsedAt} /> ·
      expires: <When at={expiresAt} />
      {previousSecretUntil !== null && (
        <>
          {' '}
          · the old text ends <When at={previousSecretUntil} />
        </>
      )}
    </Text>
  );
};

/** A key with what it may do, and what can be done with it. */
export const KeyLine = ({
  apiKey,
  onMade,
}: {
  readonly apiKey: ApiKey;
  readonly onMade: (made: ApiKeyWithSecret) => void;
}): ReactNode => {
  const open = useOpenDialog();
  const mayManage = useMay('manage:api-keys');
  const now = useNow();
  const { name, prefix, permissions, expiresAt, role } = apiKey;
  const limits = limitWords(apiKey);
  return (
    <Stack gap={6} component="li" className="finding" aria-label={name}>
      <Group justify="space-between" gap="xs" align="flex-start">
        <Group gap="xs" miw={0}>
          <Text fw={600} className="text-of-others" lineClamp={3}>
            {name}
          </Text>
          <Code>{prefix}…</Code>
          {role === 'owner' && <Badge color="indigo">Owner</Badge>}
          {limits !== null && <Badge color="gray">{limits}</Badge>}
          {expiresAt !== null && Date.parse(expiresAt) <= now && <Badge color="red">Expired</Badge>}
        </Group>
        {mayManage && (
          <Group gap={4}>
            <Button
              size="compact-sm"
              variant="default"
              onClick={() => open(<RotateDialog apiKey={apiKey} onMade={onMade} />)}
              aria-haspopup="dialog"
              aria-label={`Rotate ${name}`}
            >
              Rotate
            </Button>
            <Button
              size="compact-sm"
              variant="default"
              onClick={() => open(<RevokeDialog apiKey={apiKey} />)}
              aria-haspopup="dialog"
              aria-label={`Revoke ${name}`}
            >
              Revoke
            </Button>
          </Group>
        )}
      </Group>
      <Text size="sm" className="text-of-others">
        {role === 'owner' ? 'Everything: it is the first key of the organisation.' : permissions.join(', ')}
      </Text>
      <Times apiKey={apiKey} />
    </Stack>
  );
};
