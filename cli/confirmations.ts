import { getBranchMapping } from '#shared/contract/endpoints/branch-mappings.ts';
import { getEnvironment } from '#shared/contract/endpoints/environments.ts';
import { getMember } from '#shared/contract/endpoints/members.ts';
import { getApiKey, getMe } from '#shared/contract/endpoints/organization.ts';
import { getAccess, getProject, getProjectRemoval } from '#shared/contract/endpoints/projects.ts';
import { getRepository, getRepositoryRemoval, getSubmodule } from '#shared/contract/endpoints/repository.ts';
import { getRole } from '#shared/contract/endpoints/roles.ts';
import { maxRemovalCount, type Removal } from '#shared/contract/removal.ts';
import type { Confirmation } from './tree/confirmation.ts';

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
export const projectConfirmation: Confirmation = {
  verb: 'delete',
  read: async (client, given) => {
    const params = projectOf(given);
    const { body: project } = await client.call(getProject, { params });
    const { body: removal } = await client.call(getProjectRemoval, { params });
    return {
      name: project.name,
      lines: [
        'Permanent action: deleting a project removes all environments, deployment history, and Git configuration.',
        ...removalLines(removal),
      ],
    };
  },
};

export const repositoryConfirmation: Confirmation = {
  verb: 'disconnect',
  read: async (client, given) => {
    const params = projectOf(given);
    const { body: repository } = await client.call(getRepository, { params });
    const { body: removal } = await client.call(getRepositoryRemoval, { params });
    return {
      name: repository.fullName,
      lines: [`${repository.fullName} no longer deploys.`, ...removalLines(removal)],
    };
  },
};

/** Of a key or a webhook, where the old one ends at once. */
export const secretsConfirmation = (consequence: string): Confirmation => ({
  verb: 'revoke',
  when: ({ revokeNow }) => revokeNow === true,
  read: async (client, given) => {
    const { body } = await client.call(getRepository, { params: projectOf(given) });
    return { name: body.fullName, lines: [consequence] };
  },
});

export const environmentConfirmation: Confirmation = {
  verb: 'delete',
  read: async (client, given) => {
    const params = { ...projectOf(given), environmentId: given.environmentId ?? '' };
    const { body } = await client.call(getEnvironment, { params });
    const patterns = body.mappings.map((mapping) => mapping.branchPattern);
    return {
      name: body.name,
      lines: [
        `${body.name} (${body.type}) has ${patterns.length} branch mappings${patterns.length === 0 ? '' : `: ${patterns.join(', ')}`}.`,
      ],
    };
  },
};

export const mappingConfirmation: Confirmation = {
  verb: 'remove',
  again: 'It can be added again: ocore mapping add.',
  read: async (client, given) => {
    const params = { ...projectOf(given), mappingId: given.mappingId ?? '' };
    const { body } = await client.call(getBranchMapping, { params });
    return { name: body.branchPattern, lines: [`${body.branchPattern} no longer deploys to ${body.environmentName}.`] };
  },
};

export const submoduleConfirmation: Confirmation = {
  verb: 'remove',
  read: async (client, given) => {
    const params = { ...projectOf(given), submoduleId: given.submoduleId ?? '' };
    const { body } = await client.call(getSubmodule, { params });
    return { name: body.fullName, lines: [`Runners can no longer fetch ${body.fullName}.`] };
  },
};

export const providerConfirmation: Confirmation = {
  verb: 'remove',
  read: async (_client, { provider = '' }) => ({
    name: provider,
    lines: [`The credential and the address of ${provider} go. Repositories stay connected.`],
  }),
};

const apiKeyNamed =
  (consequence: string): Confirmation['read'] =>
  async (client, { apiKeyId = '' }) => {
    const { body } = await client.call(getApiKey, { params: { apiKeyId } });
    return { name: body.name, lines: [`${body.name} (${body.prefix}…): ${consequence}`] };
  };

export const apiKeyConfirmation: Confirmation = {
  verb: 'revoke',
  read: apiKeyNamed('whatever uses this key is refused within 60 seconds.'),
};

export const apiKeySecretsConfirmation: Confirmation = {
  verb: 'revoke',
  when: ({ revokeNow }) => revokeNow === true,
  read: apiKeyNamed('all its earlier texts end at once.'),
};

export const memberConfirmation: Confirmation = {
  verb: 'remove',
  read: async (client, { memberId = '' }) => {
    const { body } = await client.call(getMember, { params: { memberId } });
    const name = body.email ?? body.name ?? body.id;
    return {
      name,
      lines: [
        body.status === 'invited'
          ? `The invitation of ${name} ends.`
          : `${name} loses access at once, and the API keys that they made end.`,
      ],
    };
  },
};

export const membershipConfirmation: Confirmation = {
  verb: 'leave',
  read: async (client) => {
    const { body } = await client.call(getMe, {});
    const slug = body.organization?.slug ?? '';
    return { name: slug, lines: [`You are no member of ${slug} any more, and the API keys that you made end.`] };
  },
};

export const roleConfirmation: Confirmation = {
  verb: 'delete',
  read: async (client, { roleId = '' }) => {
    const { body } = await client.call(getRole, { params: { roleId } });
    return { name: body.name, lines: [`${body.name} has ${body.permissions.length} permissions.`] };
  },
};

export const grantConfirmation: Confirmation = {
  verb: 'revoke',
  again: 'It can be granted again: ocore access grant.',
  read: async (client, given) => {
    const { principalId = '' } = given;
    const { body } = await client.call(getAccess, { params: projectOf(given) });
    const grant = body.grants.find((one) => one.principalId === principalId);
    const name = grant?.email ?? grant?.name ?? principalId;
    return { name, lines: [`${name} loses the grant${grant === undefined ? '' : ` to ${grant.level}`}.`] };
  },
};
