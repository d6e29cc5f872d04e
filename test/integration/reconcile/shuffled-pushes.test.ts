import { describeShuffledPushes } from './shuffled-pushes.ts';

describeShuffledPushes(1, [[2, 1, 0]]);
