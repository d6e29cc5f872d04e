import { describeCanaries } from './canary.ts';
import { githubHost } from './git-host.ts';

describeCanaries([['GitHub', githubHost]]);
