import { Card, Skeleton, Stack, Text, Title, VisuallyHidden } from '@mantine/core';
import type { UseQueryResult } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { ApiFailure } from '#shared/client/api-failure.ts';
import { ProblemAlert } from './problem.tsx';

/** @param what is read, in the plural or with an article: "projects", "the repository" */
export const Loading = ({ what, rows = 4 }: { readonly what: string; readonly rows?: number }): ReactNode => (
  <Stack gap="sm" aria-busy="true">
    <VisuallyHidden role="status">{`Loading ${what}…`}</VisuallyHidden>
    {Array.from({ length: rows }, (_, index) => index).map((row) => (
      <Skeleton key={row} height={row === 0 ? 24 : 48} width={row === 0 ? '40%' : '100%'} />
    ))}
  </Stack>
);

/** Nothing is there yet: what it will be, and how to begin. */
export const Empty = ({
  title,
  children,
  action,
}: {
  readonly title: string;
  readonly children?: ReactNode;
  readonly action?: ReactNode;
}): ReactNode => (
  <Card withBorder padding="xl">
    <Stack gap="sm" align="flex-start">
      <Title order={2}>{title}</Title>
      {children !== undefined && (
        <Text c="dimmed" size="sm" component="div">
          {children}
        </Text>
      )}
      {action}
    </Stack>
  </Card>
);

/** @param permission what it needs, where that is known */
export const NoPermission = ({
  what,
  permission,
}: {
  readonly what: string;
  readonly permission?: string | undefined;
}): ReactNode => (
  <Card withBorder padding="xl" role="alert">
    <Stack gap="xs">
      <Title order={2}>You may not see {what}</Title>
      <Text c="dimmed" size="sm">
        {permission === undefined ? 'A permission is missing.' : `It needs the permission ${permission}.`} Ask somebody
        who manages the roles of your organisation for it.
      </Text>
    </Stack>
  </Card>
);

const NotFound = ({ what }: { readonly what: string }): ReactNode => (
  <Card withBorder padding="xl" role="alert">
    <Stack gap="xs">
      <Title order={2}>{what} could not be found</Title>
      <Text c="dimmed" size="sm">
        It was deleted, the address has a mistake, or you may not see it. Whoever manages the project can tell you.
      </Text>
    </Stack>
  </Card>
);

/** What stands in the place of something that could not be read. */
export const ReadFailure = ({
  error,
  what,
  onRetry,
}: {
  readonly error: unknown;
  readonly what: string;
  readonly onRetry: () => void;
}): ReactNode => {
  if (error instanceof ApiFailure && error.status === 403) {
    return <NoPermission what={what} permission={error.problem?.requiredPermission} />;
  }
  if (error instanceof ApiFailure && error.status === 404) {
    return <NotFound what={what.charAt(0).toUpperCase() + what.slice(1)} />;
  }
  return <ProblemAlert error={error} onRetry={onRetry} />;
};

const isGone = (error: unknown): boolean =>
  error instanceof ApiFailure && (error.status === 403 || error.status === 404);

/**
 * Shows what a read has brought: loading, refused, not found, failed, or the content. A read that fails later leaves the
 * content there and says that it is not the newest. The banner of the shell tells a lost connection.
 */
export const Loaded = <Data,>({
  read,
  what,
  rows,
  children,
}: {
  readonly read: UseQueryResult<Data, Error>;
  readonly what: string;
  readonly rows?: number;
  readonly children: (data: Data) => ReactNode;
}): ReactNode => {
  const { data, error } = read;
  const retry = (): void => {
    read.refetch();
  };
  if (error !== null && (data === undefined || isGone(error))) {
    return <ReadFailure error={error} what={what} onRetry={retry} />;
  }
  if (data === undefined) return <Loading what={what} {...(rows === undefined ? {} : { rows })} />;
  const isStale = error instanceof ApiFailure && error.status !== 0 && error.status !== 401;
  return (
    <>
      {isStale && <ProblemAlert error={error} onRetry={retry} />}
      {children(data)}
    </>
  );
};
