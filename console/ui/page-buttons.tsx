import { Button, Group } from '@mantine/core';
import type { ReactNode } from 'react';

/** Leads through a list page by page: however long it is, one page of it is in the document and is read again. */
export const PageButtons = ({
  cursor,
  nextCursor,
  onContinue,
}: {
  /** Where the page on the screen begins; null: with the newest. */
  readonly cursor: string | null;
  readonly nextCursor: string | null;
  readonly onContinue: (cursor: string | null) => void;
}): ReactNode =>
  cursor === null && nextCursor === null ? null : (
    <Group gap="xs">
      {cursor !== null && (
        <Button variant="default" onClick={() => onContinue(null)}>
          Newest
        </Button>
      )}
      {nextCursor !== null && (
        <Button variant="default" onClick={() => onContinue(nextCursor)}>
          Older
        </Button>
      )}
    </Group>
  );
