import { afterAll, describe, expect, test } from 'vitest';
import { providerContract } from './contract-suite.ts';
import { githubOperations } from './github/openapi.ts';
import { calledOperations, descriptionFaults, GithubStandIn } from './github-stand-in.ts';

providerContract('GitHub', () => GithubStandIn.start('token'), 'both');
providerContract('GitHub-App', () => GithubStandIn.start('app'), 'both');

describe('an empty repository', () => {
  test('has a default branch in name only', async () => {
    const standIn = await GithubStandIn.start('token');
    standIn.own.isEmpty = true;

    const found = await standIn.connect('good').findRepository({ fullName: 'acme/odoo-custom' });

    expect(found).toEqual({ id: '4000000001', fullName: 'acme/odoo-custom', defaultBranch: null });
    await standIn.stop();
  });
});

afterAll(() => {
  // Every request of this file, and every good answer of the stand-in, is one that GitHub describes; none was left out.
  expect(descriptionFaults).toEqual([]);
  expect([...calledOperations].filter((called) => !called.startsWith('/repositories/')).sort()).toEqual(
    githubOperations.map(({ operationId }) => operationId).sort(),
  );
});
