import { apiCommands } from '../../cli/commands/api-commands.ts';
import { service } from './cli-bench.ts';

/** What the arguments and required options of a command stand for, in one project of the service. */
export type Subject = {
  readonly project: string;
  readonly projectName: string;
  readonly environment: string;
  readonly mapping: string;
  readonly delivery: string;
  readonly deployment: string;
  readonly submodule: string;
  readonly apiKey: string;
  readonly member: string;
  readonly role: string;
  readonly principal: string;
};

/** A project with everything that a command can name: a mapping, a delivery and a deployment that was pushed. */
export const makeSubject = async (): Promise<Subject> => {
  const { projectId, path, webhook, environments } = await service.connectedProject();
  const delivery = await service.deliveredPing(webhook);
  const made = await service.api('POST', `${path}/deploy`, {
    body: { commitSha: '4f2a9c1d4f2a9c1d4f2a9c1d4f2a9c1d4f2a9c1d', environmentId: environments.main },
  });
  const submodule = await service.api('POST', `${path}/repository/submodules`, {
    body: { repositoryUrl: 'git@github.com:acme/private-addons.git' },
  });
  const mappings = (await service.api('GET', `${path}/branch-mappings`)).json.branchMappings as { id: string }[];
  const apiKey = await service.api('POST', '/api/api-keys', {
    body: { name: service.freshName('Key'), permissions: ['view:projects'] },
  });
  const member = await service.api('POST', '/api/members/invite', {
    body: { email: `${service.freshName('mona').replace(' ', '')}@acme.example`, roleId: 'developer' },
  });
  const role = await service.api('POST', '/api/roles', {
    body: { name: service.freshName('Role'), permissions: ['view:projects'] },
  });
  await service.api('PUT', `${path}/access/${apiKey.json.id}`, { body: { level: 'view' } });
  return {
    project: projectId,
    projectName: String((await service.api('GET', path)).json.name),
    environment: environments.main,
    mapping: mappings[0]?.id ?? '',
    delivery,
    deployment: String(made.json.id),
    submodule: String(submodule.json.id),
    apiKey: String(apiKey.json.id),
    member: String(member.json.id),
    role: String(role.json.id),
    principal: String(apiKey.json.id),
  };
};

const wordOf = (subject: Subject): Readonly<Record<string, string>> => ({
  ...subject,
  provider: 'github',
  mappings: subject.mapping,
  email: 'mona@acme.example',
});

/** The commands that read: each of them can be called for a subject without any option but these. */
export const readingCommands = apiCommands.filter(
  ({ row, shape }) => row.method === 'GET' && shape !== 'log' && shape !== 'text',
);

/** The words of a command line for a subject. */
export const lineOf = (name: string, subject: Subject): readonly string[] => {
  const command = apiCommands.find((one) => one.name === name);
  return [...name.split(' '), ...(command?.arguments ?? []).map((kind) => wordOf(subject)[kind] ?? '')];
};

/** The path that a reading command calls. */
export const addressOf = (name: string, subject: Subject): string => {
  const command = apiCommands.find((one) => one.name === name);
  const kindOf: Readonly<Record<string, string>> = {
    projectId: subject.project,
    environmentId: subject.environment,
    mappingId: subject.mapping,
    deploymentId: subject.deployment,
    deliveryId: subject.delivery,
    provider: 'github',
    submoduleId: subject.submodule,
    apiKeyId: subject.apiKey,
    memberId: subject.member,
    roleId: subject.role,
    principalId: subject.principal,
  };
  return (command?.row.path ?? '').replace(/\{(\w+)\}/g, (_, parameter: string) => kindOf[parameter] ?? '');
};
