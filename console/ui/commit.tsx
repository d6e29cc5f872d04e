import { Code, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { OutsideLink } from './link.tsx';

/** The first seven digits, as git shows them. */
export const shortSha = (sha: string): string => sha.slice(0, 7);

/** A commit: its id, which links to the provider, and its first line, cut where `isWhole` does not say otherwise. */
export const Commit = ({
  sha,
  url,
  message,
  isWhole = false,
}: {
  readonly sha: string | null;
  readonly url: string | null;
  readonly message?: string | null;
  readonly isWhole?: boolean;
}): ReactNode => {
  if (sha === null) return <Text size="sm">The commit is not known yet.</Text>;
  const id = <Code>{shortSha(sha)}</Code>;
  return (
    <Text
      size="sm"
      component="div"
      title={message ?? sha}
      {...(isWhole ? { className: 'text-of-others', lineClamp: 6 } : { className: 'one-line' })}
    >
      {url === null ? (
        id
      ) : (
        <OutsideLink href={url} className="finger">
          {id}
        </OutsideLink>
      )}{' '}
      {message?.split('\n')[0] ?? ''}
    </Text>
  );
};
