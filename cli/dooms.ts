import { getBranchMapping } from '#shared/contract/endpoints/branch-mappings.ts';
import { getEnvironment } from '#shared/contract/endpoints/environments.ts';
import { getMember } from '#shared/contract/endpoints/members.ts';
import { getApiKey, getMe } from '#shared/contract/endpoints/organization.ts';
import { getAccess, getProject, getProjectRemoval } from '#shared/contract/endpoints/projects.ts';
import { getRepository, getRepositoryRemoval, getSubmodule } from '#shared/contract/endpoints/repository.ts';
import { getRole } from '#shared/contract/endpoints/roles.ts';
import { maxRemovalCount, type Removal } from '#shared/contract/removal.ts';
import type { Doomed } from './tree/confirmation.ts';

type Params = Readonly<Record<string, string>>;
const projectOf = ({ projectId = '' }: Params) => ({ projectId });

const words: Readonly<Record<keyof Removal['counts'], string>> = {
  environments: 'environments',
  branchMappings: 'branch mappings',
  deployments: 'deployments',
  deliveries: 'deliveries',
  submoduleKeys: 'keys of submodules',
};

const removalLines = ({ counts, remote }: Removal): readonly string[] => {
  const shown = Object.entries(words).map(([key, word]) => {
    const count = counts[key as keyof Removal['counts']];
    return `${count === maxRemovalCount ? `${count} or more` : count} ${word}`;
  });
  return [
    `It has ${shown.join(', ')}.`,
    ...remote.map(({ what, automatic, where }) =>
      automatic
        ? `At the provider it is removed: ${what}`
        : `You have to remove it yourself: ${what}${where === null ? '' : ` (${where})`}`,
    ),
  ];
};

/** The words are the manual's. Source: manual, "Deleting a Project". */
export const doomedProject: Doomed = {
  verb: 'delete',
  read: async (client, given) => {
    const params = projectOf(given);
    const { body: project } = await client.call(getProject, { params });
    const { body: removal } = await client.call(getProjectRemoval, { params });
    return {
      name: project.name,
      goes: [
        'Permanent action: deleting a project removes all environments, deployment history, and Git configuration.',
        ...removalLines(removal),
      ],
    };
  },
};

export const doomedRepository: Doomed = {
  verb: 'disconnect',
  read: async (client, given) => {
    const params = projectOf(given);
    const { body: repository } = await client.call(getRepository, { params });
    const { body: removal } = await client.call(getRepositoryRemoval, { params });
    return { name: repository.fullName, goes: [`${repository.fullName} no longer deploys.`, ...removalLines(removal)] };
  },
};

/** Of a key or a webhook, where the old one ends at once. */
export const doomedSecrets = (consequence: string): Doomed => ({
  verb: 'revoke',
  when: ({ revokeNow }) => revokeNow === true,
  read: async (client, given) => {
    const { body } = await client.call(getRepository, { params: projectOf(given) });
    return { name: body.fullName, goes: [consequence] };
  },
});

export const doomedEnvironment: Doomed = {
  verb: 'delete',
  read: async (client, given) => {
    const params = { ...projectOf(given), environmentId: given.environmentId ?? '' };
    const { body } = await client.call(getEnvironment, { params });
    const patterns = body.mappings.map((mapping) => mapping.branchPattern);
    return {
      name: body.name,
      goes: [
        `${body.name} (${body.type}) has ${patterns.length} branch mappings${patterns.length === 0 ? '' : `: ${patterns.join(', ')}`}.`,
      ],
    };
  },
};

export const doomedMapping: Doomed = {
  verb: 'remove',
  again: 'It can be added again: ocore mapping add.',
  read: async (client, given) => {
    const params = { ...projectOf(given), mappingId: given.mappingId ?? '' };
    const { body } = await client.call(getBranchMapping, { params });
    return { name: body.branchPattern, goes: [`${body.branchPattern} no longer deploys to ${body.environmentName}.`] };
  },
};

export const doomedSubmodule: Doomed = {
  verb: 'remove',
  read: async (client, given) => {
    const params = { ...projectOf(given), submoduleId: given.submoduleId ?? '' };
    const { body } = await client.call(getSubmodule, { params });
    return { name: body.fullName, goes: [`Runners can no longer fetch ${body.fullName}.`] };
  },
};

export const doomedProvider: Doomed = {
  verb: 'remove',
  read: async (_client, { provider = '' }) => ({
    name: provider,
    goes: [`The credential and the address of ${provider} go. Repositories stay connected.`],
  }),
};

const apiKeyNamed =
  (consequence: string): Doomed['read'] =>
  async (client, { apiKeyId = '' }) => {
    const { body } = await client.call(getApiKey, { params: { apiKeyId } });
    return { name: body.name, goes: [`${body.name} (${body.prefix}…): ${consequence}`] };
  };

export const doomedApiKey: Doomed = {
  verb: 'revoke',
  read: apiKeyNamed('whatever uses this key is refused within 60 seconds.'),
};

export const doomedApiKeySecrets: Doomed = {
  verb: 'revoke',
  when: ({ revokeNow }) => revokeNow === true,
  read: apiKeyNamed('all its earlier texts end at once.'),
};

export const doomedMember: Doomed = {
  verb: 'remove',
  read: async (client, { memberId = '' }) => {
    const { body } = await client.call(getMember, { params: { memberId } });
    const name = body.email ?? body.name ?? body.id;
    return {
      name,
      goes: [
        body.status === 'invited'
          ? `The invitation of ${name} ends.`
          : `${name} loses access at once, and the API keys that they made end.`,
      ],
    };
  },
};

export const doomedMembership: Doomed = {
  verb: 'leave',
  read: async (client) => {
    const { body } = await client.call(getMe, {});
    const slug = body.organization?.slug ?? '';
    return { name: slug, goes: [`You are no member of ${slug} any more, and the API keys that you made end.`] };
  },
};

export const doomedRole: Doomed = {
  verb: 'delete',
  read: async (client, { roleId = '' }) => {
    const { body } = await client.call(getRole, { params: { roleId } });
    return { name: body.name, goes: [`${body.name} has ${body.permissions.length} permissions.`] };
  },
};

export const doomedGrant: Doomed = {
  verb: 'revoke',
  again: 'It can be granted again: ocore access grant.',
  read: async (client, given) => {
    const { principalId = '' } = given;
    const { body } = await client.call(getAccess, { params: projectOf(given) });
    const grant = body.grants.find((one) => one.principalId === principalId);
    const name = grant?.email ?? grant?.name ?? principalId;
    return { name, goes: [`${name} loses the grant${grant === undefined ? '' : ` to ${grant.level}`}.`] };
  },
};
