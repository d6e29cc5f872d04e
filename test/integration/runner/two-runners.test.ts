import { describeTwoRunners } from './two-runners.ts';

describeTwoRunners(4);
