import { listMembers as row } from '#shared/contract/endpoints/members.ts';
import { listMembers } from '#shared/data/organization/members.ts';
import { readRoles } from '#shared/data/organization/roles.ts';
import { presentMember } from '#shared/domain/access/members.ts';
import { endpoint } from '#shared/http/endpoint.ts';
import { pageReply } from '#shared/http/page-reply.ts';
import { roleNameOf } from '#shared/http/require-member.ts';

/** Lists the members and invitations of an organisation, newest first. */
export const handler = endpoint(
  row,
  (context) => {
    const { principal, query } = context;
    const { id } = principal.organization;
    return pageReply(
      context,
      { operation: row.operationId, name: 'members', filters: [principal.id] },
      async (after) => {
        const [page, found] = await Promise.all([listMembers(id, query.limit, after), readRoles(id)]);
        const roles = found?.roles ?? [];
        return { ...page, rows: page.rows.map((member) => presentMember(member, roleNameOf(member.roleId, roles))) };
      },
    );
  },
  { config: ['TABLE_NAME'] },
);
