import { startDeployment } from '#shared/contract/endpoints/deployments.ts';
import { apiCommand } from '../tree/command.ts';
import { environment, flag, ignoreSeries, text, update } from '../tree/options.ts';

/** `ocore deploy`. */
export const deploy = apiCommand('deploy', startDeployment, {
  summary: 'Deploy a branch, a tag or a commit by hand',
  examples: ['ocore deploy prj_… --branch main --wait', 'ocore deploy prj_… --commit 4f2a9c1 --environment Production'],
  arguments: ['project'],
  options: [
    text('--branch <branch>', 'branch', 'the newest commit of a branch'),
    text('--commit <sha>', 'commitSha', 'a commit: at least 7 digits'),
    text('--tag <tag>', 'tag', 'a tag'),
    environment('environmentId', 'where to; by default what the mapping says'),
    ignoreSeries,
    update,
    flag('--force', 'force', 'also from a branch that the environment does not take'),
  ],
  shape: 'id',
  follows: 'made',
});
