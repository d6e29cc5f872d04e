import { Button, Drawer, Stack, Text, Title } from '@mantine/core';
import { type ReactNode, useState } from 'react';
import { useShownCommandLines } from '../ui/command-lines.tsx';
import { CopyText } from '../ui/copy-button.tsx';

/** What is on the screen as `ocore` and curl lines, to copy. */
export const CommandDrawer = (): ReactNode => {
  const [isOpen, setOpen] = useState(false);
  const lines = useShownCommandLines();
  return (
    <>
      <Button variant="default" size="xs" onClick={() => setOpen(true)} aria-haspopup="dialog">
        CLI &amp; API
      </Button>
      <Drawer opened={isOpen} onClose={() => setOpen(false)} title="CLI & API" position="right" size="lg">
        <Stack gap="xl">
          <Text size="sm" c="dimmed">
            What this screen shows and does, for a terminal. The lines read your API key from the variable OCORE_TOKEN;
            ocore reads the address of this service from OCORE_API_URL.
          </Text>
          <CopyText label="Address" text={`export OCORE_API_URL=${location.origin}`} />
          {lines.length === 0 && <Text size="sm">This screen has no commands.</Text>}
          {lines.map((line) => (
            <Stack key={line.title} gap="xs">
              <Title order={3}>{line.title}</Title>
              {line.ocore !== null && <CopyText label={`ocore: ${line.title}`} text={line.ocore} />}
              <CopyText label={`curl: ${line.title}`} text={line.curl} />
            </Stack>
          ))}
        </Stack>
      </Drawer>
    </>
  );
};
