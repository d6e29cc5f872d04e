import { describeMutations } from './mutations.ts';

describeMutations(20_000);
