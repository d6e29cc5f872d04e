import { describe, expect, it } from 'vitest';
import { SubmoduleId } from '#shared/contract/id.ts';
import type { SubmoduleRecord } from '#shared/domain/records/submodule.ts';
import { reportedSubmodules } from '#shared/domain/repository/reported-submodules.ts';
import { neverRotated } from '#shared/domain/repository/submodule-rotation.ts';
import { deployKeyRecord, deploymentId } from '#test/fixtures/records.ts';

const theme: SubmoduleRecord = {
  ...neverRotated,
  id: SubmoduleId.parse(`sub_${'0'.repeat(25)}1`),
  provider: 'github',
  repositoryUrl: 'git@github.com:acme/theme.git',
  host: 'github.com',
  fullName: 'acme/theme',
  httpsUrl: 'https://github.com/acme/theme.git',
  sshUrl: 'ssh://git@ssh.github.com:443/acme/theme.git',
  deployKey: deployKeyRecord(),
  step: null,
  refusal: null,
  failure: null,
};
const told = (path: string, repositoryUrl: string | null, fetched = false) => ({
  path,
  repositoryUrl,
  fetched,
  commitSha: null,
});

describe('the submodules that runners have told', () => {
  it('are those of the newest deployment first, each path with its repository once', () => {
    const deployments = [
      { id: deploymentId(1), submodules: [told('vendor/pos', 'https://a.example/pos.git'), told('vendor/old', null)] },
      { id: deploymentId(2), submodules: [told('vendor/pos', 'https://a.example/pos.git', true)] },
      { id: deploymentId(3), submodules: null },
    ];

    expect(reportedSubmodules([], deployments)).toEqual([
      {
        path: 'vendor/pos',
        repositoryUrl: 'https://a.example/pos.git',
        fetched: true,
        submoduleId: null,
        deploymentId: deploymentId(2),
      },
      { path: 'vendor/old', repositoryUrl: null, fetched: false, submoduleId: null, deploymentId: deploymentId(1) },
    ]);
  });

  it.each([
    'git@github.com:acme/theme.git',
    'git@GitHub.com:Acme/Theme',
    'git@github.com:/acme/theme.git/',
    'ssh://git@github.com/acme/theme',
    'ssh://git@ssh.github.com:443/acme/theme.git',
    'https://github.com/acme/theme.git',
    'https://github.com:443/acme/theme/',
  ])('name the key that opens them: %s', (url) => {
    const reported = reportedSubmodules([theme], [{ id: deploymentId(), submodules: [told('vendor/theme', url)] }]);

    expect(reported.map((one) => one.submoduleId)).toEqual([theme.id]);
  });

  it.each([
    'git@github.com:acme/theme-2.git',
    'git@github.com.evil.example:acme/theme.git',
    'https://evil.example/github.com/acme/theme.git',
    'https://github.com@evil.example/acme/theme.git',
    '../theme.git',
    'github.com',
    '',
  ])('name no key of another repository: %s', (url) => {
    const reported = reportedSubmodules([theme], [{ id: deploymentId(), submodules: [told('vendor/theme', url)] }]);

    expect(reported.map((one) => one.submoduleId)).toEqual([null]);
  });

  it('are at most 200', () => {
    const submodules = Array.from({ length: 150 }, (_, at) => told(`vendor/${at}`, null));
    const more = submodules.map((one) => ({ ...one, path: `${one.path}-more` }));

    const reported = reportedSubmodules(
      [],
      [
        { id: deploymentId(1), submodules },
        { id: deploymentId(2), submodules: more },
      ],
    );

    expect(reported).toHaveLength(200);
  });
});
