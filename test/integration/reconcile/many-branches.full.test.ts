import { describeManyBranches } from './many-branches.ts';

describeManyBranches(1000);
