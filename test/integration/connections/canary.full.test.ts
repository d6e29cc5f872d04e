import { describeCanaries } from './canary.ts';
import { bitbucketHost, giteaHost, gitlabHost } from './git-host.ts';

// GitHub's are in the fast lane.
describeCanaries([
  ['GitLab', () => gitlabHost('19')],
  ['Gitea', giteaHost],
  ['Bitbucket', bitbucketHost],
]);
