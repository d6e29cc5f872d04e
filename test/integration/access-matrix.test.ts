import { describeAccessMatrix } from './access-matrix.ts';

// The two to whom every rule of giving says something, and one of each kind whose rights were taken.
describeAccessMatrix([
  'steward',
  'an Owner who became a steward',
  'a key of an Admin',
  'a key whose creator became a viewer',
  'a developer who became a viewer',
]);
