import { Button, Card, Stack, Text, Title } from '@mantine/core';
import type { ReactNode } from 'react';
import { useRouteError } from 'react-router';
import { useTitle } from '../ui/page.tsx';

const isLostFile = (error: unknown): boolean =>
  error instanceof Error && /dynamically imported module|Failed to fetch|Importing a module/i.test(error.message);

/** A screen that could not be loaded, for instance after a new version was deployed, or that broke. */
export const RouteFailure = (): ReactNode => {
  const error = useRouteError();
  useTitle('This screen could not be shown');
  return (
    <Card withBorder padding="xl" role="alert">
      <Stack gap="sm" align="flex-start">
        <Title order={1}>This screen could not be shown</Title>
        <Text size="sm">
          {isLostFile(error)
            ? 'A part of the console could not be loaded: the connection is lost, or a new version was installed.'
            : 'The console met an error of its own. Nothing was changed by it.'}
        </Text>
        <Button onClick={() => location.reload()}>Load the page again</Button>
      </Stack>
    </Card>
  );
};
