import { BitbucketStandIn } from './bitbucket-stand-in.ts';
import { providerContract } from './contract-suite.ts';

providerContract('Bitbucket', () => BitbucketStandIn.start('api token'), 'faults');
providerContract('Bitbucket with an access token', () => BitbucketStandIn.start('access token'), 'both');
