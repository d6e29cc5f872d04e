import { Button } from '@mantine/core';
import type { ReactNode } from 'react';
import { sessionStore } from '../session/session-store.ts';

export const SignOutButton = (): ReactNode => (
  <Button variant="default" mt="md" onClick={() => sessionStore.end('signed-out')}>
    Sign out
  </Button>
);
