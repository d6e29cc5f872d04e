import { Center, Paper, Stack, Text, Title } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTitle } from '../ui/page.tsx';

/** The frame of what stands before the console: sign-in, invitations, the choice of an organisation. */
export const SignInFrame = ({
  title,
  children,
}: {
  readonly title: string;
  readonly children: ReactNode;
}): ReactNode => {
  useTitle(title);
  return (
    <Center mih="100vh" p="md" component="main">
      <Paper withBorder p="xl" w="100%" maw={440}>
        <Stack gap="lg">
          <div>
            <Text size="sm" c="dimmed" fw={600}>
              oCore
            </Text>
            <Title order={1}>{title}</Title>
          </div>
          {children}
        </Stack>
      </Paper>
    </Center>
  );
};
