import { providerContract } from './contract-suite.ts';
import { GiteaStandIn } from './gitea-stand-in.ts';

providerContract('Gitea', () => GiteaStandIn.start(), 'faults');
