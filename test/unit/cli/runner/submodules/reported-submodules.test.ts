import { describe, expect, it } from 'vitest';
import { DeployedSubmodules } from '#shared/contract/runner.ts';
import { textLimits } from '#shared/contract/text-limits.ts';
import { reportedSubmodules } from '../../../../../cli/runner/submodules/reported-submodules.ts';
import type { MissingSubmodule } from '../../../../../cli/runner/submodules/submodule-failure.ts';

const commitSha = 'a'.repeat(40);
const missing = (path: string, url: string | null = 'https://git.acme.example/a.git'): MissingSubmodule => ({
  path,
  url,
  commitSha,
  why: 'is private',
});
const present = (path: string) => ({
  path,
  url: 'https://mona:secret@git.acme.example/a.git',
  commitSha,
  directory: `/work/${path}`,
  gitDirectory: `/work/.git/modules/${path}`,
  probe: null,
  address: { url: 'https://git.acme.example/a.git', environment: {} },
});

describe('what a runner tells of submodules', () => {
  it('is those that stay empty before the others, without credentials', () => {
    expect(reportedSubmodules({ present: [present('a')], missing: [missing('z', null)] })).toEqual([
      { path: 'z', repositoryUrl: null, commitSha, fetched: false },
      { path: 'a', repositoryUrl: 'https://git.acme.example/a.git', commitSha, fetched: true },
    ]);
  });

  it.each([
    ['more of them', Array.from({ length: textLimits.submodules + 1 }, (_, at) => missing(`m${at}`)), 200],
    ['longer paths', [missing('🦉'.repeat(1000))], 1],
    ['longer URLs', Array.from({ length: 20 }, () => missing('a', `https://${'u'.repeat(3000)}`)), 16],
  ])('is cut to what the service takes: %s', (_what, all, count) => {
    const reported = reportedSubmodules({ present: [], missing: all });

    expect(reported).toHaveLength(count);
    expect(DeployedSubmodules.safeParse(reported).success).toBe(true);
  });
});
