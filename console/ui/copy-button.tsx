import { Button, Code, CopyButton as Copier, Group, Stack, Text, VisuallyHidden } from '@mantine/core';
import type { ReactNode } from 'react';

/** Copies a text, and says so. @param what its name, for a screen reader: "Copy public key" */
export const CopyButton = ({ text, what }: { readonly text: string; readonly what: string }): ReactNode => (
  <Copier value={text} timeout={2000}>
    {({ copied, copy }) => (
      <>
        <Button size="compact-xs" variant="default" onClick={copy} aria-label={`Copy ${what}`}>
          {copied ? 'Copied' : 'Copy'}
        </Button>
        <VisuallyHidden role="status">{copied ? `Copied ${what}` : ''}</VisuallyHidden>
      </>
    )}
  </Copier>
);

/** A text to copy, shown whole: a key, an address, a command. */
export const CopyText = ({ text, label }: { readonly text: string; readonly label: string }): ReactNode => (
  <Stack gap={4}>
    <Group justify="space-between" gap="xs">
      <Text size="sm" fw={500}>
        {label}
      </Text>
      <CopyButton text={text} what={label} />
    </Group>
    <Code block className="copy-text" tabIndex={0} aria-label={label} role="region">
      {text}
    </Code>
  </Stack>
);
