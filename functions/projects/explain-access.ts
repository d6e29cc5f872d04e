import { explainAccess as row } from '#shared/contract/endpoints/projects.ts';
import { readExplained } from '#shared/data/organization/read-explained.ts';
import { readProject } from '#shared/data/projects/read-project.ts';
import { explainAccess } from '#shared/domain/access/explain-access.ts';
import { endpoint } from '#shared/http/endpoint.ts';
import { ok } from '#shared/http/reply.ts';
import { requireExplainable } from '#shared/http/require-grant.ts';
import { notFound } from '#shared/http/require-permission.ts';

/** Tells why somebody sees a project or does not. Source: docs/design/security-model.md, "Explaining access". */
export const handler = endpoint(
  row,
  async ({ readVisible, principal, params, now }) => {
    const project = await readVisible(readProject);
    const { principalId } = params;
    requireExplainable(principal, project, principalId);
    const found = await readExplained(principal.organization, principalId, now);
    if (found === null) throw notFound();
    const { kind, name } = found.grantee;
    return ok({ principalId, kind, name, ...explainAccess(project, found.explained) }, project.version);
  },
  { config: ['TABLE_NAME'] },
);
