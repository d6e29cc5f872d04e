import { connectRepository } from '#shared/contract/endpoints/repository.ts';
import { Provider } from '#shared/contract/repository.ts';
import { nextSteps } from '../../next-steps.ts';
import { apiCommand } from '../../tree/command.ts';
import { choice, text } from '../../tree/options.ts';

/** `ocore project connect-repo`: prints the deploy key's id and what to paste where. */
export const projectConnectRepo = apiCommand('project connect-repo', connectRepository, {
  summary: 'Connect a Git repository to a project',
  examples: [
    'ocore project connect-repo prj_… --url git@github.com:acme/odoo-custom.git --branch main --provider github',
  ],
  arguments: ['project'],
  options: [
    text('--url <url>', 'repositoryUrl', 'the clone URL, HTTPS or SSH', { required: true }),
    text('--branch <branch>', 'branch', 'the default branch to track', { fallback: 'main' }),
    choice('--provider <provider>', 'provider', Provider.options, 'by default derived from the URL'),
  ],
  shape: 'id',
  idOf: (body) => body.deployKey.id,
  said: (body) => [`Connected ${body.fullName} (${body.branch}).`, ...nextSteps(body)],
});
