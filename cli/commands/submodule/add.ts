import { addSubmodule } from '#shared/contract/endpoints/repository.ts';
import { apiCommand } from '../../tree/command.ts';
import { text } from '../../tree/options.ts';

/** `ocore submodule add`. */
export const submoduleAdd = apiCommand('submodule add', addSubmodule, {
  summary: 'Make a deploy key for a private submodule',
  examples: ['ocore submodule add prj_… --url git@github.com:acme/private-addons.git'],
  arguments: ['project'],
  options: [text('--url <url>', 'repositoryUrl', 'the clone URL of the submodule', { required: true })],
  shape: 'id',
  said: (body) => [
    ...(body.statusReason === null ? [] : [body.statusReason]),
    `Public key:   ${body.deployKey.publicKey}`,
    `Fingerprint:  ${body.deployKey.fingerprint}`,
  ],
});
