import { Button, Card, Stack } from '@mantine/core';
import { type ReactNode, useState } from 'react';
import type { ApiKey, ApiKeyWithSecret } from '#shared/contract/api-key.ts';
import { createApiKey, listApiKeys, revokeApiKey, rotateApiKey } from '#shared/contract/endpoints/organization.ts';
import { useMay } from '../api/use-me.ts';
import { useAddressFilters } from '../ui/address-filters.ts';
import { useCommandLines } from '../ui/command-lines.tsx';
import { useOpenDialog } from '../ui/dialog-host.tsx';
import { Page } from '../ui/page.tsx';
import { PageButtons } from '../ui/page-buttons.tsx';
import { Empty, Loaded } from '../ui/states.tsx';
import { CreateKeyDialog } from './create-key-dialog.tsx';
import { KeyLine } from './key-line.tsx';
import { NewSecret } from './new-secret.tsx';
import { useApiKeys } from './queries.ts';

const useLines = (mayManage: boolean, newest: ApiKey | undefined): void => {
  const params = { apiKeyId: newest?.id ?? '' };
  useCommandLines([
    { title: 'List the API keys', ocore: 'ocore api-key list', row: listApiKeys },
    ...(mayManage
      ? [
          {
            title: 'Create an API key',
            ocore: 'ocore api-key create --name CI --permission view:projects deploy:projects',
            row: createApiKey,
            body: { name: 'CI', permissions: ['view:projects', 'deploy:projects'] },
          },
        ]
      : []),
    ...(mayManage && newest !== undefined
      ? [
          { title: 'Rotate the newest one', ocore: `ocore api-key rotate ${newest.id}`, row: rotateApiKey, params },
          { title: 'Revoke it', ocore: `ocore api-key revoke ${newest.id}`, row: revokeApiKey, params },
        ]
      : []),
  ]);
};

/** The API keys of the organisation: create, rotate, revoke. */
export const Component = (): ReactNode => {
  const { cursor, continueAt } = useAddressFilters([]);
  const read = useApiKeys(cursor);
  const mayManage = useMay('manage:api-keys');
  const open = useOpenDialog();
  // The one place of a secret: it goes with the screen.
  const [made, setMade] = useState<ApiKeyWithSecret | null>(null);
  useLines(mayManage, read.data?.body.apiKeys[0]);
  return (
    <Page
      title="API Keys"
      lead="Keys for programs: runners, pipelines, scripts. Each may do what it was given, as far as its creator may."
      actions={
        mayManage && (
          <Button onClick={() => open(<CreateKeyDialog onMade={setMade} />)} aria-haspopup="dialog">
            Create API key
          </Button>
        )
      }
    >
      {made !== null && <NewSecret made={made} onHide={() => setMade(null)} />}
      <Loaded read={read} what="the API keys">
        {({ body: { apiKeys, nextCursor } }) => (
          <Stack gap="md">
            {apiKeys.length === 0 ? (
              <Empty title="No API key">A key lets a program call oCore: a runner, for instance.</Empty>
            ) : (
              <Card withBorder>
                <Stack gap={0} component="ul" className="findings" aria-label="API keys">
                  {apiKeys.map((apiKey) => (
                    <KeyLine key={apiKey.id} apiKey={apiKey} onMade={setMade} />
                  ))}
                </Stack>
              </Card>
            )}
            <PageButtons cursor={cursor} nextCursor={nextCursor} onContinue={continueAt} />
          </Stack>
        )}
      </Loaded>
    </Page>
  );
};
