import { describeCanaries } from './canary.ts';
import { bitbucketHost, giteaHost, githubHost, gitlabHost } from './git-host.ts';

describeCanaries([
  ['GitHub', githubHost],
  ['GitLab', () => gitlabHost('19')],
  ['Gitea', giteaHost],
  ['Bitbucket', bitbucketHost],
]);
