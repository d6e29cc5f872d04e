import { Alert, Button, Group, Stack, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import type { ApiKeyWithSecret } from '#shared/contract/api-key.ts';
import { CopyText } from '../ui/copy-button.tsx';

/** The text of a key, which is in no other answer: it stands here, in no cache and no address, until it is hidden. */
export const NewSecret = ({
  made,
  onHide,
}: {
  readonly made: Pick<ApiKeyWithSecret, 'name' | 'key'>;
  readonly onHide: () => void;
}): ReactNode => (
  <Alert
    role="status"
    color={made.key === null ? 'yellow' : 'green'}
    variant="light"
    title={made.key === null ? 'The text of the key did not arrive' : 'Copy the key now'}
  >
    <Stack gap="sm" align="stretch">
      {made.key === null ? (
        <Text size="sm" className="text-of-others">
          The key {made.name} was made, but the answer with its text was lost on the way, and oCore does not keep it.
          Rotate the key to get another one.
        </Text>
      ) : (
        <>
          <Text size="sm" className="text-of-others">
            This is the text of {made.name}. It is shown this once: oCore does not keep it, and it is gone when you hide
            it or leave this page.
          </Text>
          <CopyText label="Text of the key" text={made.key} />
        </>
      )}
      <Group>
        <Button size="xs" variant="default" onClick={onHide}>
          {made.key === null ? 'Close' : 'I have it: hide it'}
        </Button>
      </Group>
    </Stack>
  </Alert>
);
