import { describeManyDeployments } from './many-deployments.ts';

describeManyDeployments(4);
