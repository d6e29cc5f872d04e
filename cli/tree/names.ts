import { ApiFailure } from '#shared/client/api-failure.ts';
import type { Client } from '#shared/client/client.ts';
import { listEnvironments } from '#shared/contract/endpoints/environments.ts';
import { listMembers } from '#shared/contract/endpoints/members.ts';
import { listProjects } from '#shared/contract/endpoints/projects.ts';
import { listRoles } from '#shared/contract/endpoints/roles.ts';
import type { Member } from '#shared/contract/member.ts';
import { systemRoleIds } from '#shared/contract/system-role-ids.ts';
import { foldName } from '#shared/domain/fold-name.ts';
import { UsageError } from '../usage-error.ts';
import { allPages } from './pages.ts';

type Named = { readonly id: string; readonly name: string };

/** Ids of what the command line names. */
export type Names = {
  readonly project: (idOrName: string) => Promise<string>;
  /** Of the projects that were asked for before. */
  readonly environment: (idOrName: string) => Promise<string>;
  /** By name or e-mail address too. */
  readonly member: (idOrName: string) => Promise<string>;
  readonly role: (idOrName: string) => Promise<string>;
  /** A member, or an API key by its id. */
  readonly principal: (idOrName: string) => Promise<string>;
};

/** Whether a kind of argument may be given by name. */
export const isNamed = (kind: string): kind is keyof Names =>
  ['project', 'environment', 'member', 'role', 'principal'].includes(kind);

const isSystemRole = (text: string): boolean => (systemRoleIds as readonly string[]).includes(text);

const notFound = (what: string, name: string, known: readonly Named[]): ApiFailure => {
  const others = known.slice(0, 5).map((one) => `"${one.name}"`);
  const advice = others.length === 0 ? '' : ` There is ${others.join(', ')}.`;
  return new ApiFailure(`There is no ${what} with the name "${name}".${advice}`, { status: 404 });
};

/** Members by their names and by their addresses. */
const named = (members: readonly Member[]): readonly Named[] =>
  members.flatMap(({ id, name, email }) =>
    [name, email].filter((one) => one !== null).map((one) => ({ id, name: one })),
  );

const isCalled =
  (name: string) =>
  (one: Named): boolean =>
    foldName(one.name) === foldName(name);

/** The one with that name, in the same case or, if it is the only one, in another. */
const chosen = (what: string, name: string, all: readonly Named[]): string => {
  const same = all.filter((one) => one.name === name);
  const folded = same.length > 0 ? same : all.filter((one) => foldName(one.name) === foldName(name));
  const [first] = folded;
  if (first === undefined) throw notFound(what, name, all);
  if (new Set(folded.map(({ id }) => id)).size === 1) return first.id;
  const candidates = folded.map((one) => `  ${one.id}  ${one.name}`).join('\n');
  throw new UsageError(`Several ${what}s have the name "${name}". Give the id of one of them:\n${candidates}`);
};

/**
 * Reads projects, environments, members and roles by id or name. What looks like an id is sent as it is.
 * @throws UsageError (exit code 2) for a name that several have
 * @throws ApiFailure with 404 (exit code 6) for a name that nobody has
 */
export const namesOf = (client: Client): Names => {
  const projectIds: string[] = [];

  const projectsNamed = async (name: string): Promise<readonly Named[]> => {
    const found: Named[] = [];
    let cursor: string | null = null;
    do {
      const query: { q: string; include_archived: 'true'; limit: string; cursor?: string } = {
        q: name,
        include_archived: 'true',
        limit: '100',
        ...(cursor === null ? {} : { cursor }),
      };
      const { body } = await client.call(listProjects, { query });
      found.push(...body.projects);
      cursor = body.nextCursor;
    } while (cursor !== null);
    return found;
  };

  const allMembers = async (): Promise<readonly Member[]> => {
    const { body } = await allPages(client, listMembers.path, {});
    return (body as { readonly members: readonly Member[] }).members;
  };

  const member = async (idOrName: string): Promise<string> =>
    idOrName.startsWith('mem_') ? idOrName : chosen('member', idOrName, named(await allMembers()));

  /** Only who has joined: an invitation is nobody to grant something to, and the service answers as for no one. */
  const joined = async (idOrName: string): Promise<string> => {
    const all = await allMembers();
    const isInvited = named(all.filter(({ status }) => status === 'invited')).some(isCalled(idOrName));
    const active = named(all.filter(({ status }) => status === 'active'));
    if (isInvited && !active.some(isCalled(idOrName)))
      throw new ApiFailure(
        `${idOrName} is invited and has not joined yet. Have them sign in first: ocore login accepts the invitation.`,
        { status: 409 },
      );
    return chosen('member', idOrName, active);
  };

  return {
    project: async (idOrName) => {
      if (idOrName.trim() === '') throw new UsageError('The project must be an id or a name, not the empty text.');
      const id = idOrName.startsWith('prj_') ? idOrName : chosen('project', idOrName, await projectsNamed(idOrName));
      projectIds.push(id);
      return id;
    },
    environment: async (idOrName) => {
      if (idOrName.startsWith('env_')) return idOrName;
      if (projectIds.length === 0)
        throw new UsageError(`Give the id of the environment "${idOrName}", or its project too.`);
      const lists = await Promise.all(
        projectIds.map((projectId) => client.call(listEnvironments, { params: { projectId } })),
      );
      return chosen(
        'environment',
        idOrName,
        lists.flatMap(({ body }) => body.environments),
      );
    },
    member,
    role: async (idOrName) => {
      if (idOrName.startsWith('rol_') || isSystemRole(idOrName)) return idOrName;
      const { body } = await client.call(listRoles, {});
      return chosen('role', idOrName, body.roles);
    },
    principal: async (idOrName) => (/^(?:key|mem)_/.test(idOrName) ? idOrName : joined(idOrName)),
  };
};
