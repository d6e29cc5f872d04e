import { describeShuffledPushes } from './shuffled-pushes.ts';

describeShuffledPushes(8, [
  [0, 1, 2],
  [0, 2, 1],
  [1, 0, 2],
  [1, 2, 0],
  [2, 0, 1],
  [2, 1, 0],
]);
