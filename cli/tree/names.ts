import { ApiFailure } from '#shared/client/api-failure.ts';
import type { Client } from '#shared/client/client.ts';
import { listEnvironments } from '#shared/contract/endpoints/environments.ts';
import { listProjects } from '#shared/contract/endpoints/projects.ts';
import { foldName } from '#shared/domain/fold-name.ts';
import { UsageError } from '../usage-error.ts';

type Named = { readonly id: string; readonly name: string };

/** Ids of what the command line names. */
export type Names = {
  readonly project: (idOrName: string) => Promise<string>;
  /** Of the project that was asked for last. */
  readonly environment: (idOrName: string) => Promise<string>;
};

const notFound = (what: string, name: string, known: readonly Named[]): ApiFailure => {
  const others = known.slice(0, 5).map((one) => `"${one.name}"`);
  const advice = others.length === 0 ? '' : ` There is ${others.join(', ')}.`;
  return new ApiFailure(`There is no ${what} with the name "${name}".${advice}`, { status: 404 });
};

/** The one with that name, in the same case or, if it is the only one, in another. */
const chosen = (what: string, name: string, all: readonly Named[]): string => {
  const same = all.filter((one) => one.name === name);
  const folded = same.length > 0 ? same : all.filter((one) => foldName(one.name) === foldName(name));
  const [first, ...others] = folded;
  if (first === undefined) throw notFound(what, name, all);
  if (others.length === 0) return first.id;
  const candidates = folded.map((one) => `  ${one.id}  ${one.name}`).join('\n');
  throw new UsageError(`Several ${what}s have the name "${name}". Give the id of one of them:\n${candidates}`);
};

/**
 * Reads projects and environments by id or name. What looks like an id is sent as it is.
 * @throws UsageError (exit code 2) for a name that several have
 * @throws ApiFailure with 404 (exit code 6) for a name that nobody has
 */
export const namesOf = (client: Client): Names => {
  let projectId = '';

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

  return {
    project: async (idOrName) => {
      if (idOrName.trim() === '') throw new UsageError('The project must be an id or a name, not the empty text.');
      projectId = idOrName.startsWith('prj_') ? idOrName : chosen('project', idOrName, await projectsNamed(idOrName));
      return projectId;
    },
    environment: async (idOrName) => {
      if (idOrName.startsWith('env_')) return idOrName;
      const { body } = await client.call(listEnvironments, { params: { projectId } });
      return chosen('environment', idOrName, body.environments);
    },
  };
};
