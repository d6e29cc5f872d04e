import { Button, CloseButton, Group, Paper, Stack, Text } from '@mantine/core';
import { type ReactNode, useState, useSyncExternalStore } from 'react';
import { useAction } from './action.ts';
import { ProblemAlert } from './problem.tsx';

type Notice = {
  readonly id: number;
  readonly text: string;
  readonly undo: (() => Promise<void>) | null;
  readonly timer: ReturnType<typeof setTimeout>;
  /** Why it could not be taken back. */
  readonly failure: unknown;
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

/** The buttons of a notice go with it: the focus stays in the screen. */
const focusScreen = (): void => document.getElementById('main')?.focus({ preventScroll: true });

const isFocusGone = (): boolean => {
  const focused = document.activeElement;
  return focused === null || focused === document.body || focused.closest('.notices') !== null;
};

/**
 * Says what was done, to everybody: a screen reader reads it too. It takes the place of what was said before, also of
 * something with Undo: after the next action, "is archived" may be a lie.
 * @param undo takes it back, where that is possible; what it throws is shown at its button, since its screen may be gone
 */
export const notify = (text: string, undo: (() => Promise<void>) | null = null): void => {
  lastId += 1;
  const id = lastId;
  const timer = setTimeout(() => dismiss(id), undo === null ? shownMs : undoMs);
  change({ id, text, undo, timer, failure: null });
};

/** What could not be taken back stays, with the button, until somebody dismisses it. */
const takeBack = async (notice: Notice): Promise<void> => {
  clearTimeout(notice.timer);
  change({ ...notice, failure: null });
  try {
    await notice.undo?.();
    dismiss(notice.id);
    if (isFocusGone()) focusScreen();
  } catch (failure) {
    change({ ...notice, failure });
  }
};

const subscribe = (listener: () => void): (() => void) => {
  listeners.add(listener);
  return () => listeners.delete(listener);
};

const OneNotice = ({ notice }: { readonly notice: Notice }): ReactNode => {
  const { id, text, undo } = notice;
  const action = useAction(() => takeBack(notice));
  const dismissByHand = (): void => {
    dismiss(id);
    focusScreen();
  };
  return (
    <Paper withBorder shadow="md" p="sm">
      <Group gap="sm" wrap="nowrap" justify="space-between">
        <Text size="sm" className="text-of-others">
          {text}
        </Text>
        <Group gap={4} wrap="nowrap">
          {undo !== null && (
            <Button size="compact-sm" variant="default" onClick={action.run} loading={action.isRunning}>
              Undo
            </Button>
          )}
          <CloseButton aria-label="Dismiss" onClick={dismissByHand} />
        </Group>
      </Group>
    </Paper>
  );
};

/** The newest notice, at the lower edge: several would cover what stands there. */
export const Notices = (): ReactNode => {
  const newest = useSyncExternalStore(subscribe, () => shown);
  // What failed stays, but for whoever has done it: who signs in next has another frame.
  const [last] = useState(lastId);
  const notice = newest !== null && (newest.failure === null || newest.id > last) ? newest : null;
  return (
    <Stack className="notices" gap="xs">
      {notice !== null && notice.failure !== null && (
        // What lies below a notice would shine through an alert alone.
        <Paper shadow="md">
          <ProblemAlert error={notice.failure} />
        </Paper>
      )}
      <div role="status" aria-live="polite">
        {notice !== null && <OneNotice key={notice.id} notice={notice} />}
      </div>
    </Stack>
  );
};
