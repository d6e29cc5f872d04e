import { describeManyBranches } from './many-branches.ts';

describeManyBranches(20);
