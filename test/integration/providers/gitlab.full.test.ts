import { providerContract } from './contract-suite.ts';
import { GitlabStandIn } from './gitlab-stand-in.ts';

providerContract('GitLab', () => GitlabStandIn.start('19'), 'faults');
providerContract('GitLab before 19', () => GitlabStandIn.start('18'), 'both');
providerContract('GitLab without signing', () => GitlabStandIn.start('19 without signing'), 'both');
