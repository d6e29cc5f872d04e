import { listRepositoryBranches as row } from '#shared/contract/endpoints/repository.ts';
import { isRefName } from '#shared/contract/ref-name.ts';
import { readProjectAndRepository } from '#shared/data/projects/read-project.ts';
import { checkPattern } from '#shared/domain/branch-mappings/branch-pattern.ts';
import { findRefs } from '#shared/domain/branch-mappings/find-refs.ts';
import { endpoint } from '#shared/http/endpoint.ts';
import { orThrow } from '#shared/http/or-throw.ts';
import { pageReply } from '#shared/http/page-reply.ts';
import { requireRepository } from '#shared/http/require-resource.ts';
import { remoteRefsOrThrow } from '#shared/workflows/repository/read-remote-refs.ts';

/** In milliseconds. A person waits for the answer, and an HTTP API ends a call after 30 s. */
const longestMs = 10_000;

/**
 * Lists the branches and tags of the repository as they are now. No other read uses the deploy key.
 * Source: docs/design/connecting.md, "Listing the remote's refs".
 */
export const handler = endpoint(
  row,
  (context) => {
    const { readVisible, params, query } = context;
    const wanted = { q: query.q ?? null, pattern: query.pattern ?? null, refType: query.refType ?? null };
    const filters = [params.projectId, ...Object.values(wanted)];
    return pageReply(context, { operation: row.operationId, name: 'refs', filters }, async (after) => {
      if (wanted.pattern !== null) orThrow(checkPattern(wanted.pattern, isRefName, '#/pattern'));
      const { repository } = await readVisible(readProjectAndRepository);
      const refs = await remoteRefsOrThrow(requireRepository(repository), longestMs);
      return findRefs(refs, wanted, query.limit, after);
    });
  },
  { config: ['TABLE_NAME', 'SECRET_PREFIX'] },
);
