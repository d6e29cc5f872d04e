import { describe, expect, it } from 'vitest';
import { CreateBranchMappingBody, UpdateBranchMappingBody } from '#shared/contract/branch-mapping.ts';
import { DeployBody } from '#shared/contract/deployment.ts';
import { listProjects } from '#shared/contract/endpoints/projects.ts';
import { CreateEnvironmentBody, UpdateEnvironmentBody } from '#shared/contract/environment.ts';
import { CreateProjectBody, UpdateProjectBody } from '#shared/contract/project.ts';
import { ConnectRepositoryBody, RotateBody } from '#shared/contract/repository.ts';

const sha = 'a'.repeat(40);

describe('the bodies of requests', () => {
  it('default to what the design says', () => {
    expect(ConnectRepositoryBody.parse({ repositoryUrl: 'x' })).toEqual({ repositoryUrl: 'x', branch: 'main' });
    expect(RotateBody.parse({})).toEqual({ revokeNow: false });
    expect(CreateEnvironmentBody.parse({ name: 'A', type: 'staging' })).toEqual({
      name: 'A',
      type: 'staging',
      url: null,
      approval: 'none',
      branches: [],
      allowMissingSubmodules: false,
    });
    expect(CreateBranchMappingBody.parse({ branchPattern: 'main', environmentId: 'env_1' })).toEqual({
      branchPattern: 'main',
      environmentId: 'env_1',
      refType: 'branch',
      autoDeploy: true,
      paths: [],
    });
    expect(DeployBody.parse({ branch: 'main' })).toEqual({
      branch: 'main',
      ignoreSeries: false,
      update: 'changed',
      force: false,
    });
  });

  it('take null where a read may show it and refuse it elsewhere', () => {
    expect(CreateProjectBody.safeParse({ name: 'A', description: null, defaultOdooVersion: null }).success).toBe(true);
    expect(UpdateProjectBody.safeParse({ description: null, defaultOdooVersion: null }).success).toBe(true);
    expect(UpdateEnvironmentBody.safeParse({ odooVersion: null }).success).toBe(true);
    expect(UpdateProjectBody.safeParse({ name: null }).success).toBe(false);
    expect(UpdateEnvironmentBody.safeParse({ autoDeploy: null }).success).toBe(false);
    expect(UpdateBranchMappingBody.safeParse({ priority: null }).success).toBe(false);
  });

  it('leave an update of nothing as nothing', () => {
    for (const body of [UpdateProjectBody, UpdateEnvironmentBody, UpdateBranchMappingBody]) {
      expect(body.parse({})).toEqual({});
    }
  });

  it('never change what the design calls fixed: the type of an environment, the refType of a mapping', () => {
    expect(UpdateEnvironmentBody.safeParse({ type: 'production' }).success).toBe(false);
    expect(UpdateBranchMappingBody.safeParse({ refType: 'tag' }).success).toBe(false);
  });

  it.each(['id', 'createdAt', 'archivedAt', 'repository', 'branchMappings', 'access'])(
    'refuse the read-only field %s of a project by name',
    (field) => {
      const issues = UpdateProjectBody.safeParse({ [field]: null }).error?.issues ?? [];

      expect(issues).toMatchObject([{ code: 'unrecognized_keys', keys: [field] }]);
    },
  );
});

describe('the body of a manual deployment', () => {
  it.each([
    ['a branch', { branch: 'main' }],
    ['a tag', { tag: 'v1' }],
    ['a branch and a commit', { branch: 'main', commitSha: sha }],
    ['a tag and a commit', { tag: 'v1', commitSha: sha }],
    ['a commit and an environment', { commitSha: sha, environmentId: 'env_1' }],
    ['a SHA-256 commit and an environment', { commitSha: 'b'.repeat(64), environmentId: 'env_1' }],
  ])('takes %s', (_what, body) => {
    expect(DeployBody.safeParse(body).success).toBe(true);
  });

  it.each([
    ['nothing', {}, 'branch'],
    ['an environment alone', { environmentId: 'env_1' }, 'branch'],
    ['branch and tag together', { branch: 'main', tag: 'v1' }, 'tag'],
    ['a commit without an environment', { commitSha: sha }, 'environmentId'],
    ['a commit of six digits', { branch: 'main', commitSha: 'abc123' }, 'commitSha'],
    ['a commit in upper case', { branch: 'main', commitSha: 'A'.repeat(40) }, 'commitSha'],
    ['an option as a branch', { branch: '--exec=sh' }, 'branch'],
    ['an option as a tag', { tag: '-d' }, 'tag'],
  ])('refuses %s at the field', (_what, body, field) => {
    const paths = DeployBody.safeParse(body).error?.issues.map((issue) => issue.path.join('/'));

    expect(paths).toEqual([field]);
  });
});

describe('the query of a list', () => {
  it('defaults to the first 25 that are not archived', () => {
    expect(listProjects.query.parse({})).toEqual({ include_archived: false, limit: 25 });
  });

  it.each([
    ['1', 1],
    ['100', 100],
  ])('takes a limit of %s', (text, limit) => {
    expect(listProjects.query.parse({ limit: text }).limit).toBe(limit);
  });

  it.each([
    '0',
    '101',
    '-1',
    '2.5',
    'ten',
    '',
    'Infinity',
    'NaN',
    '1,2',
    '0x10',
    '0b1',
    '1e1',
    ' 1',
    '+1',
    '1.0',
    '\u0661',
  ])('refuses a limit of %j', (limit) => {
    expect(listProjects.query.safeParse({ limit }).success).toBe(false);
  });

  it.each(['TRUE', '1', 'yes', ''])('refuses include_archived=%s', (text) => {
    expect(listProjects.query.safeParse({ include_archived: text }).success).toBe(false);
  });
});
