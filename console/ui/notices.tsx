import { Button, CloseButton, Group, Paper, Stack, Text } from '@mantine/core';
import { type ReactNode, useEffect, useSyncExternalStore } from 'react';

type Notice = {
  readonly id: number;
  readonly text: string;
  readonly undo: (() => void) | null;
};

/** How long a notice stays that asks for nothing; one with Undo stays longer. */
const shownMs = 8000;
const undoMs = 30_000;

let notices: readonly Notice[] = [];
let lastId = 0;
const listeners = new Set<() => void>();

const change = (next: readonly Notice[]): void => {
  notices = next;
  for (const listener of listeners) listener();
};

const dismiss = (id: number): void => change(notices.filter((notice) => notice.id !== id));

/** Says what was done, to everybody: a screen reader reads it too. @param undo takes it back, where that is possible */
export const notify = (text: string, undo: (() => void) | null = null): void => {
  lastId += 1;
  change([...notices.slice(-2), { id: lastId, text, undo }]);
};

const subscribe = (listener: () => void): (() => void) => {
  listeners.add(listener);
  return () => listeners.delete(listener);
};

const OneNotice = ({ notice }: { readonly notice: Notice }): ReactNode => {
  useEffect(() => {
    const timer = setTimeout(() => dismiss(notice.id), notice.undo === null ? shownMs : undoMs);
    return () => clearTimeout(timer);
  }, [notice]);
  return (
    <Paper withBorder shadow="md" p="sm">
      <Group gap="sm" wrap="nowrap" justify="space-between">
        <Text size="sm" className="text-of-others">
          {notice.text}
        </Text>
        <Group gap={4} wrap="nowrap">
          {notice.undo !== null && (
            <Button
              size="compact-sm"
              variant="default"
              onClick={() => {
                notice.undo?.();
                dismiss(notice.id);
              }}
            >
              Undo
            </Button>
          )}
          <CloseButton aria-label="Dismiss" onClick={() => dismiss(notice.id)} />
        </Group>
      </Group>
    </Paper>
  );
};

/** The notices of now, at the lower edge. */
export const Notices = (): ReactNode => {
  const shown = useSyncExternalStore(subscribe, () => notices);
  return (
    <Stack className="notices" gap="xs" role="status" aria-live="polite">
      {shown.map((notice) => (
        <OneNotice key={notice.id} notice={notice} />
      ))}
    </Stack>
  );
};
