import { Text } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import type { ReactNode } from 'react';
import { ApiFailure } from '#shared/client/api-failure.ts';
import type { RefType } from '#shared/contract/branch-mapping.ts';
import type { Project } from '#shared/contract/project.ts';
import { mayDo } from '../projects/project-context.ts';
import { useRemoteRefs } from '../repository/queries.ts';

/** How many names are written out. */
const shownNames = 8;

const sentence = (names: readonly string[], hasMore: boolean, kind: string): string => {
  if (names.length === 0) return `Matches no ${kind} that the repository has now.`;
  const rest = names.length - shownNames;
  const more = rest > 0 || hasMore ? ` and ${hasMore ? 'more' : `${rest} more`}` : '';
  return `Matches ${names.slice(0, shownNames).join(', ')}${more}.`;
};

/** Which branches or tags of the repository a pattern matches now, while it is typed. */
export const MatchPreview = ({
  project,
  pattern,
  refType,
}: {
  readonly project: Project;
  readonly pattern: string;
  readonly refType: RefType;
}): ReactNode => {
  const [wanted] = useDebouncedValue(pattern, 400);
  const mayAsk = project.repository !== null && mayDo(project, 'deploy:projects');
  const { data, error } = useRemoteRefs(project.id, mayAsk && wanted !== '', { pattern: wanted, refType });
  if (!mayAsk || wanted === '') return null;
  const words = (): string => {
    if (error instanceof ApiFailure) return `What it matches is not known: ${error.message}`;
    if (data === undefined) return 'Asking the repository…';
    return sentence(
      data.body.refs.map(({ name }) => name),
      data.body.nextCursor !== null,
      refType,
    );
  };
  return (
    <Text size="sm" c="dimmed" role="status" className="text-of-others">
      {words()}
    </Text>
  );
};
