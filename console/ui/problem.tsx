import { Alert, Button, Code, Group, List, Stack, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { ApiFailure } from '#shared/client/api-failure.ts';
import { CopyButton } from './copy-button.tsx';

type FieldErrors = Readonly<Record<string, string>>;

const fieldOf = (pointer: string): string => pointer.replace(/^#?\//, '').replaceAll('~1', '/').replaceAll('~0', '~');

/** What the problem says of each field, by its name in the body: `name`, `branches/0`. */
export const fieldErrors = (error: unknown): FieldErrors =>
  error instanceof ApiFailure
    ? Object.fromEntries((error.problem?.errors ?? []).map(({ pointer, detail }) => [fieldOf(pointer), detail]))
    : {};

/** What is said of an error that the API did not send. */
type OwnWords = { readonly title: string; readonly advice: string };

const usualWords: OwnWords = {
  title: 'Something went wrong in the console',
  advice: 'Load the page again. If it happens again, tell whoever runs oCore.',
};

const titleOf = (error: unknown, own: OwnWords): string => {
  if (!(error instanceof ApiFailure)) return own.title;
  if (error.status === 0) return 'The service does not answer';
  if (error.problem !== null) return error.problem.title;
  return error.status === 429 ? 'Too many requests' : 'The service could not do this';
};

const endedSession =
  'Your session had ended, so nothing was changed. What you entered is still here, and you are signed in again: send it once more.';

/** What is said of a call that changes nothing: nobody has entered anything. */
const readAdviceOf = ({ status }: ApiFailure): string | null => {
  if (status === 0) return 'Check your network, then try again.';
  if (status === 429) return 'Wait a moment, then try again.';
  return status >= 500 ? 'Try again in a moment.' : null;
};

const adviceOf = (error: unknown, own: OwnWords, isRead: boolean): string | null => {
  if (!(error instanceof ApiFailure)) return own.advice;
  if (isRead) return readAdviceOf(error);
  if (error.status === 0) return 'Nothing was lost here. Check your network, then try again.';
  // It is read after the sign-in, which stands in front of the screen until then.
  if (error.status === 401) return own === usualWords ? endedSession : own.advice;
  if (error.status === 412) {
    return 'Nothing was lost here, and the newest state is on the screen. Check it, then try again.';
  }
  if (error.status === 429) return 'Nothing was lost here. Wait a moment, then try again.';
  if (error.status >= 500) return 'Nothing was lost here. Try again in a moment.';
  return null;
};

const detailOf = (error: unknown): string =>
  error instanceof Error ? error.message : 'The console met an error that it does not know.';

/** The id of a refused request, to copy: whoever runs oCore finds its log lines by it. */
export const RequestId = ({ error }: { readonly error: unknown }): ReactNode => {
  const requestId = error instanceof ApiFailure ? (error.problem?.requestId ?? null) : null;
  return (
    requestId !== null && (
      <Group gap="xs">
        <Text size="xs">
          Request id <Code>{requestId}</Code>
        </Text>
        <CopyButton text={requestId} what="request id" />
      </Group>
    )
  );
};

export const RetryButton = ({ onRetry }: { readonly onRetry: () => void }): ReactNode => (
  <Button size="xs" variant="default" onClick={onRetry}>
    Try again
  </Button>
);

/**
 * A problem, in words, with the request id to copy. It is the one `role=alert` of its place.
 * @param onRetry of a read: asks again
 */
export const ProblemAlert = ({
  error,
  shownFields = [],
  onRetry,
  own = usualWords,
}: {
  readonly error: unknown;
  /** Fields that show their own error. */
  readonly shownFields?: readonly string[];
  readonly onRetry?: (() => void) | undefined;
  readonly own?: OwnWords;
}): ReactNode => {
  const others = Object.entries(fieldErrors(error)).filter(([field]) => !shownFields.includes(field));
  const advice = adviceOf(error, own, onRetry !== undefined);
  return (
    <Alert role="alert" color="red" variant="light">
      <Stack gap="xs" align="flex-start">
        <Text size="sm" fw={700}>
          {titleOf(error, own)}
        </Text>
        <Text size="sm" className="text-of-others">
          {detailOf(error)}
        </Text>
        {others.length > 0 && (
          <List size="sm">
            {others.map(([field, detail]) => (
              <List.Item key={field}>
                <Code>{field === '#' ? 'request' : field}</Code> {detail}
              </List.Item>
            ))}
          </List>
        )}
        {advice !== null && <Text size="sm">{advice}</Text>}
        <RequestId error={error} />
        {onRetry !== undefined && <RetryButton onRetry={onRetry} />}
      </Stack>
    </Alert>
  );
};
