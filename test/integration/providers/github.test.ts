import { afterAll, expect } from 'vitest';
import { providerContract } from './contract-suite.ts';
import { descriptionFaults, GithubStandIn } from './github-stand-in.ts';

providerContract('GitHub', () => GithubStandIn.start('token'), 'calls');

afterAll(() => {
  // Every request of this file, and every good answer of the stand-in, is one that GitHub describes.
  expect(descriptionFaults).toEqual([]);
});
