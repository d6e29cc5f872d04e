import { describe, expect, it } from 'vitest';
import { commitUrl, compareUrl, repositoryPage } from '#shared/domain/commit-links.ts';
import { commit } from '#test/fixtures/records.ts';

const [before, after] = [commit(1), commit(2)];
const page = (provider: 'github' | 'gitlab' | 'bitbucket' | 'gitea') =>
  repositoryPage({ provider, httpsUrl: 'https://git.acme.example/acme/odoo.git' });

describe('the links of a commit', () => {
  it.each([
    ['github', `commit/${after}`, `compare/${before}...${after}`],
    ['gitlab', `-/commit/${after}`, `-/compare/${before}...${after}`],
    ['bitbucket', `commits/${after}`, `branches/compare/${after}%0D${before}`],
    ['gitea', `commit/${after}`, `compare/${before}...${after}`],
  ] as const)('lead to the pages of %s', (provider, shown, compared) => {
    expect(commitUrl(page(provider), after)).toBe(`https://git.acme.example/acme/odoo/${shown}`);
    expect(compareUrl(page(provider), before, after)).toBe(`https://git.acme.example/acme/odoo/${compared}`);
  });

  it('are null where a commit or its repository is not known, or nothing lies between', () => {
    expect(commitUrl(null, after)).toBeNull();
    expect(commitUrl(page('github'), null)).toBeNull();
    expect(compareUrl(null, before, after)).toBeNull();
    expect(compareUrl(page('github'), null, after)).toBeNull();
    expect(compareUrl(page('github'), before, null)).toBeNull();
    expect(compareUrl(page('github'), after, after)).toBeNull();
  });
});
