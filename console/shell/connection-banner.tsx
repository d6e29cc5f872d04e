import { Alert } from '@mantine/core';
import { type ReactNode, useSyncExternalStore } from 'react';
import { connection } from '../api/connection.ts';
import { Ago } from '../ui/ago.tsx';

/** Says that the connection is lost, and goes away by itself when it is back. */
export const ConnectionBanner = (): ReactNode => {
  const since = useSyncExternalStore(connection.subscribe, connection.lostSince);
  return (
    <div role="status">
      {since !== null && (
        <Alert role="note" color="yellow" variant="light" mb="md" title="The connection is lost">
          What you see is from <Ago at={since.toISOString()} />. The console tries again by itself.
        </Alert>
      )}
    </div>
  );
};
