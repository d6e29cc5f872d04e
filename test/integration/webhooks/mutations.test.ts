import { describeMutations } from './mutations.ts';

describeMutations(200);
