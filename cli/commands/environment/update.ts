import { updateEnvironment } from '#shared/contract/endpoints/environments.ts';
import { Approval } from '#shared/contract/environment.ts';
import { apiCommand } from '../../tree/command.ts';
import { choice, clearable, list, onOff, text } from '../../tree/options.ts';

/** `ocore environment update`. */
export const environmentUpdate = apiCommand('environment update', updateEnvironment, {
  summary: 'Change an environment; what is not given stays',
  examples: [
    'ocore environment update prj_… Production --approval required',
    'ocore environment update prj_… Staging --auto-deploy off',
  ],
  arguments: ['project', 'environment'],
  options: [
    text('--name <name>', 'name', 'the new name'),
    clearable('--odoo-version <version>', 'odooVersion', 'Odoo series'),
    clearable('--url <url>', 'url', 'where Odoo answers, for people'),
    choice('--approval <approval>', 'approval', Approval.options, 'who has to approve'),
    onOff('--auto-deploy <on|off>', 'autoDeploy', 'whether pushes deploy'),
    onOff(
      '--allow-missing-submodules <on|off>',
      'allowMissingSubmodules',
      'whether it deploys without submodules that cannot be fetched',
    ),
    list('--branches <patterns...>', 'branches', 'a commit deployed by hand must be on one of these branches'),
  ],
  shape: 'id',
});
