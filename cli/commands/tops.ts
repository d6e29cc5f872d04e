import type { Command } from 'commander';
import { addApiCommand } from '../tree/build.ts';
import type { ApiCommand } from '../tree/command.ts';

/** Adds what a first word stands for. `whole` is the command with everything. */
type Add = (ocore: Command, whole: () => Promise<Command>) => void;

const api =
  (commands: readonly ApiCommand[], about = ''): Add =>
  (ocore) => {
    for (const command of commands) addApiCommand(ocore, command, about);
  };

/**
 * The commands behind each first word, in the order of the help. Each is loaded by itself, because a command line needs one
 * of them.
 */
export const tops: Readonly<Record<string, () => Promise<Add>>> = {
  project: async () => {
    const { projectCommands } = await import('./project/group.ts');
    const { addOpenConsole } = await import('./project/open-console.ts');
    return (ocore, whole) => {
      api(projectCommands, 'Projects')(ocore, whole);
      addOpenConsole(ocore);
    };
  },
  repo: async () => api((await import('./repo/group.ts')).repoCommands, 'The Git repository of a project'),
  submodule: async () => api((await import('./submodule/group.ts')).submoduleCommands, 'Keys for private submodules'),
  environment: async () =>
    api((await import('./environment/group.ts')).environmentCommands, 'The environments of a project'),
  mapping: async () =>
    api((await import('./mapping/group.ts')).mappingCommands, 'Which branch deploys to which environment'),
  deploy: async () => api([(await import('./deploy.ts')).deploy]),
  deployment: async () => api((await import('./deployment/group.ts')).deploymentCommands, 'Deployments'),
  delivery: async () => api((await import('./delivery/group.ts')).deliveryCommands, 'Deliveries of webhooks'),
  access: async () => api((await import('./access/group.ts')).accessCommands, 'Who may see a project'),
  member: async () => api((await import('./member/group.ts')).memberCommands, 'The members of the organisation'),
  role: async () => api((await import('./role/group.ts')).roleCommands, 'The roles of the organisation'),
  permission: async () =>
    api((await import('./permission/group.ts')).permissionCommands, 'What roles and API keys may have'),
  'api-key': async () => api((await import('./api-key/group.ts')).apiKeyCommands, 'API keys'),
  audit: async () => api((await import('./audit/group.ts')).auditCommands, 'The audit log'),
  provider: async () => api((await import('./provider/group.ts')).providerCommands, 'Settings of the Git providers'),
  whoami: async () => api([(await import('./whoami.ts')).whoami]),
  api: async () => (await import('./api.ts')).addApi,
  login: async () => (await import('./login.ts')).addLogin,
  logout: async () => (await import('./logout.ts')).addLogout,
  context: async () => (await import('./context.ts')).addContext,
  doctor: async () => (await import('./doctor.ts')).addDoctor,
  completion: async () => (await import('./completion.ts')).addCompletion,
  runner: async () => (await import('./runner/group.ts')).addRunner,
  admin: async () => (await import('./admin/group.ts')).addAdmin,
};
