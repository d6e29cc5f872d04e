import { Card, Stack, Text, Title } from '@mantine/core';
import type { ReactNode } from 'react';
import { AppLink } from '../ui/link.tsx';
import { useTitle } from '../ui/page.tsx';

/** An address that no screen has. */
export const UnknownPage = (): ReactNode => {
  useTitle('Page not found');
  return (
    <Card withBorder padding="xl">
      <Stack gap="sm" align="flex-start">
        <Title order={1}>Page not found</Title>
        <Text size="sm" c="dimmed">
          The console has no page at this address.
        </Text>
        <AppLink to="/">Back to the start</AppLink>
      </Stack>
    </Card>
  );
};
