import { Card, Skeleton, Stack, Text, Title, VisuallyHidden } from '@mantine/core';
import type { UseQueryResult } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { ApiFailure } from '#shared/client/api-failure.ts';
import { ProblemAlert, RequestId, RetryButton } from './problem.tsx';

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

type Refusal = { readonly error?: unknown; readonly onRetry?: () => void };

/** Something that is not shown, why, and the way on. */
const Refused = ({
  title,
  error,
  onRetry,
  children,
}: Refusal & { readonly title: string; readonly children: ReactNode }): ReactNode => (
  <Card withBorder padding="xl" role="alert">
    <Stack gap="xs" align="flex-start">
      <Title order={2}>{title}</Title>
      <Text c="dimmed" size="sm">
        {children}
      </Text>
      <RequestId error={error} />
      {onRetry !== undefined && <RetryButton onRetry={onRetry} />}
    </Stack>
  </Card>
);

/** @param permission what it needs, where that is known @param error what was answered, where somebody was asked */
export const NoPermission = ({
  what,
  permission,
  ...refusal
}: Refusal & {
  readonly what: string;
  readonly permission?: string | undefined;
}): ReactNode => (
  <Refused title={`You may not see ${what}`} {...refusal}>
    {permission === undefined ? 'A permission is missing.' : `It needs the permission ${permission}.`} Ask somebody who
    manages the roles of your organisation for it.
  </Refused>
);

const NotFound = ({ what, ...refusal }: Refusal & { readonly what: string }): ReactNode => (
  <Refused title={`${what} could not be found`} {...refusal}>
    It was deleted, the address has a mistake, or you may not see it. Whoever manages the project can tell you.
  </Refused>
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
    const permission = error.problem?.requiredPermission;
    return <NoPermission what={what} permission={permission} error={error} onRetry={onRetry} />;
  }
  if (error instanceof ApiFailure && error.status === 404) {
    return <NotFound what={what.charAt(0).toUpperCase() + what.slice(1)} error={error} onRetry={onRetry} />;
  }
  return <ProblemAlert error={error} onRetry={onRetry} />;
};

const isGone = (error: unknown): boolean =>
  error instanceof ApiFailure && (error.status === 403 || error.status === 404);

type AnyRead<Data> = Pick<UseQueryResult<Data, Error>, 'data' | 'error'> & { readonly refetch: () => Promise<unknown> };

/** What a read has brought, as long as the caller may see it and it is there. */
export const shownOf = <Data,>({ data, error }: AnyRead<Data>): Data | undefined => (isGone(error) ? undefined : data);

/** The shell tells of an ended session, and its banner that what stands there is old for want of a connection. */
const isToldByShell = <Data,>({ data, error }: AnyRead<Data>): boolean =>
  error instanceof ApiFailure && (error.status === 401 || (error.status === 0 && data !== undefined));

/**
 * Shows what a read has brought: loading, refused, not found, failed, or the content. A read that fails later leaves the
 * content there and says that it is not the newest.
 * @param frame what the place is called while there is no content, which brings its own name
 */
export const Loaded = <Data,>({
  read,
  what,
  rows,
  frame = (state) => state,
  children,
}: {
  readonly read: UseQueryResult<Data, Error>;
  readonly what: string;
  readonly rows?: number;
  readonly frame?: (state: ReactNode) => ReactNode;
  readonly children: (data: Data) => ReactNode;
}): ReactNode => {
  const { error } = read;
  const data = shownOf(read);
  const retry = (): void => {
    read.refetch();
  };
  if (data === undefined) {
    return frame(
      error === null ? (
        <Loading what={what} {...(rows === undefined ? {} : { rows })} />
      ) : (
        <ReadFailure error={error} what={what} onRetry={retry} />
      ),
    );
  }
  return (
    <>
      {error !== null && !isToldByShell(read) && <ProblemAlert error={error} onRetry={retry} />}
      {children(data)}
    </>
  );
};

/**
 * Of what a screen reads besides what it stands on: says that it is being read, or why it could not be. The screen shows
 * what it brings, and claims nothing of it before.
 */
export const SideRead = <Data,>({
  read,
  what,
}: {
  readonly read: AnyRead<Data> & { readonly isLoading: boolean };
  readonly what: string;
}): ReactNode => {
  if (read.error !== null) {
    return isToldByShell(read) ? null : (
      <ReadFailure error={read.error} what={what} onRetry={() => void read.refetch()} />
    );
  }
  return read.isLoading ? <VisuallyHidden role="status" aria-busy="true">{`Loading ${what}…`}</VisuallyHidden> : null;
};
