import { problemCodes } from '#shared/contract/problem-code.ts';

/** The page that lists the problems, by status. Each code links to its page in docs/problems. */
export const problemList = (): string => {
  const rows = Object.entries(problemCodes).map(
    ([code, { status, title }]) => `| ${status} | [\`${code}\`](${code}.md) | ${title} |`,
  );
  return [
    '# Problems',
    '',
    'Every error of the API has a `code`, which never changes its meaning. [The API](../api.md#errors) says how one looks.',
    '',
    '| Status | Code | What happened |',
    '| --- | --- | --- |',
    ...rows,
    '',
  ].join('\n');
};
