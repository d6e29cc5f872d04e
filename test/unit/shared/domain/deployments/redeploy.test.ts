import { describe, expect, it } from 'vitest';
import type { RemoteHead } from '#shared/domain/deployments/approved-commit.ts';
import { redeploy } from '#shared/domain/deployments/redeploy.ts';
import {
  deploymentId,
  deploymentRecord,
  environmentRecord,
  now,
  principal,
  repositoryRecord,
} from '#test/fixtures/records.ts';

const digits = 'a'.repeat(12);
const by = principal({ id: 'key_1' });
const again = (commitSha: string | null, head: RemoteHead | null) =>
  redeploy(deploymentRecord({ status: 'failed', commitSha }), environmentRecord(), {
    id: deploymentId(2),
    ignoreSeries: undefined,
    update: 'changed',
    by,
    repository: repositoryRecord(),
    answers: { commit: null, head, onBranches: null },
    now,
  });

describe('the redeploy of a deployment whose commit is not known in full', () => {
  it('is of the commit that its branch has', () => {
    const head = { kind: 'found', commitSha: `${digits}${'1'.repeat(28)}` } as const;
    expect(again(null, head)).toMatchObject({ ok: true, value: { deployment: { commitSha: head.commitSha } } });
    expect(again(digits, head)).toMatchObject({ ok: true, value: { deployment: { commitSha: head.commitSha } } });
  });

  it('is refused where nothing is known and its branch is gone', () => {
    expect(again(null, { kind: 'missing', names: [] })).toMatchObject({ ok: false, refusal: { code: 'conflict' } });
  });

  it('is of the known digits where its branch is gone: another may have the commit', () => {
    expect(again(digits, { kind: 'missing', names: [] })).toMatchObject({
      ok: true,
      value: { deployment: { commitSha: digits } },
    });
  });
});
