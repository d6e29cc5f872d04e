import { providerContract } from './contract-suite.ts';
import { GitlabStandIn } from './gitlab-stand-in.ts';

providerContract('GitLab before 19', () => GitlabStandIn.start('18'));
providerContract('GitLab without signing', () => GitlabStandIn.start('19 without signing'));
