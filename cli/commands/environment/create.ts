import { createEnvironment } from '#shared/contract/endpoints/environments.ts';
import { Approval } from '#shared/contract/environment.ts';
import { EnvironmentType } from '#shared/contract/environment-type.ts';
import { apiCommand } from '../../tree/command.ts';
import { choice, list, onOff, text } from '../../tree/options.ts';

/** `ocore environment create`. */
export const environmentCreate = apiCommand('environment create', createEnvironment, {
  summary: 'Create an environment and, with --branch, its mapping',
  examples: ['ocore environment create prj_… --name Staging --type staging --branch staging'],
  arguments: ['project'],
  options: [
    text('--name <name>', 'name', 'the display name', { required: true }),
    choice('--type <type>', 'type', EnvironmentType.options, 'it never changes', { required: true }),
    text('--branch <branch>', 'branch', 'a branch that deploys to it'),
    text('--odoo-version <version>', 'odooVersion', 'Odoo series, for instance 18.0'),
    text('--url <url>', 'url', 'where Odoo answers, for people'),
    choice('--approval <approval>', 'approval', Approval.options, 'who has to approve'),
    onOff(
      '--allow-missing-submodules <on|off>',
      'allowMissingSubmodules',
      'whether it deploys without submodules that cannot be fetched',
    ),
    list('--branches <patterns...>', 'branches', 'a commit deployed by hand must be on one of these branches'),
  ],
  shape: 'id',
});
