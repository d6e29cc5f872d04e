import { Button, CloseButton, Group, Paper, Stack, Text } from '@mantine/core';
import { type ReactNode, useSyncExternalStore } from 'react';

type Notice = {
  readonly id: number;
  readonly text: string;
  readonly undo: (() => Promise<void>) | null;
};

/** How long a notice stays that asks for nothing; one with Undo stays longer. */
const shownMs = 8000;
const undoMs = 30_000;

let shown: Notice | null = null;
let lastId = 0;
const listeners = new Set<() => void>();

const change = (next: Notice | null): void => {
  shown = next;
  for (const listener of listeners) listener();
};

const dismiss = (id: number): void => {
  if (shown?.id === id) change(null);
};

/** Its buttons go with it: the focus stays in the screen. */
const dismissByHand = (id: number): void => {
  dismiss(id);
  document.getElementById('main')?.focus({ preventScroll: true });
};

/**
 * Says what was done, to everybody: a screen reader reads it too. It takes the place of what was said before, also of
 * something with Undo: after the next action, "is archived" may be a lie.
 * @param undo takes it back, where that is possible; what it throws is said too, since its screen may be gone
 */
export const notify = (text: string, undo: (() => Promise<void>) | null = null): void => {
  lastId += 1;
  const id = lastId;
  change({ id, text, undo });
  setTimeout(() => dismiss(id), undo === null ? shownMs : undoMs);
};

const takeBack = async (undo: () => Promise<void>): Promise<void> => {
  try {
    await undo();
  } catch (error) {
    notify(`This could not be taken back: ${error instanceof Error ? error.message : 'the console met an error.'}`);
  }
};

const subscribe = (listener: () => void): (() => void) => {
  listeners.add(listener);
  return () => listeners.delete(listener);
};

const OneNotice = ({ notice }: { readonly notice: Notice }): ReactNode => {
  const { undo } = notice;
  return (
    <Paper withBorder shadow="md" p="sm">
      <Group gap="sm" wrap="nowrap" justify="space-between">
        <Text size="sm" className="text-of-others">
          {notice.text}
        </Text>
        <Group gap={4} wrap="nowrap">
          {undo !== null && (
            <Button
              size="compact-sm"
              variant="default"
              onClick={() => {
                dismissByHand(notice.id);
                takeBack(undo);
              }}
            >
              Undo
            </Button>
          )}
          <CloseButton aria-label="Dismiss" onClick={() => dismissByHand(notice.id)} />
        </Group>
      </Group>
    </Paper>
  );
};

/** The newest notice, at the lower edge: several would cover what stands there. */
export const Notices = (): ReactNode => {
  const newest = useSyncExternalStore(subscribe, () => shown);
  return (
    <Stack className="notices" gap="xs" role="status" aria-live="polite">
      {newest !== null && <OneNotice key={newest.id} notice={newest} />}
    </Stack>
  );
};
