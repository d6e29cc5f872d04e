import { Group, Stack, Text, Title } from '@mantine/core';
import { type ReactNode, useEffect } from 'react';

/** Names the document: `Deployments · Shop · oCore Projects`. */
export const useTitle = (...names: readonly string[]): void => {
  const title = [...names, 'oCore Projects'].join(' · ');
  useEffect(() => {
    document.title = title;
  }, [title]);
};

/** A screen with its heading. `titles`, where the document is named more exactly, go from the inner to the outer one. */
export const Page = ({
  title,
  titles,
  lead,
  actions,
  order = 1,
  children,
}: {
  readonly title: string;
  readonly titles?: readonly string[];
  readonly lead?: ReactNode;
  readonly actions?: ReactNode;
  /** 2 within a project, whose name is the first heading. */
  readonly order?: 1 | 2;
  readonly children: ReactNode;
}): ReactNode => {
  useTitle(...(titles ?? [title]));
  return (
    <Stack gap="lg">
      <Group justify="space-between" align="flex-start" gap="md">
        <Stack gap={4} miw={0}>
          <Title order={order} className="text-of-others" lineClamp={3}>
            {title}
          </Title>
          {lead !== undefined && (
            <Text c="dimmed" size="sm" component="div">
              {lead}
            </Text>
          )}
        </Stack>
        {actions !== undefined && <Group gap="xs">{actions}</Group>}
      </Group>
      {children}
    </Stack>
  );
};
