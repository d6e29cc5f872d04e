import type { DeploymentLog } from '#shared/contract/deployment-log.ts';
import { prefersText } from './prefers-text.ts';
import { answer, type Reply } from './reply.ts';

type Context = {
  readonly path: string;
  readonly query: { readonly after: number };
  readonly header: (name: string) => string | undefined;
};

/**
 * 200 with a page of a log: JSON, or the texts of its lines where plain text is asked for. In both forms the headers tell how
 * to go on.
 * Source: docs/design/resources.md, "Deployment log".
 * @param isEnd whether nothing follows these lines, now or later
 */
export const logReply = ({ path, query, header }: Context, lines: DeploymentLog['lines'], isEnd: boolean): Reply => {
  const lastSeq = lines.at(-1)?.seq ?? query.after;
  const headers = {
    vary: 'accept',
    'x-last-seq': String(lastSeq),
    ...(isEnd ? {} : { link: `<${path}?after=${lastSeq}>; rel="next"` }),
  };
  if (!prefersText(header('accept'))) {
    const page: DeploymentLog = { lines, lastSeq, nextCursor: isEnd ? null : lastSeq };
    return answer(page, headers);
  }
  return answer(lines.map(({ text }) => `${text}\n`).join(''), {
    ...headers,
    'content-type': 'text/plain; charset=utf-8',
    // A log holds what a repository and a command write: no browser may take it for a page.
    'x-content-type-options': 'nosniff',
  });
};
