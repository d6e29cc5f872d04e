import { describe, expect, it } from 'vitest';
import type { CreateApiKeyBody } from '#shared/contract/api-key.ts';
import { checkKeyRequest, keyLimits } from '#shared/domain/access/new-api-key.ts';
import type { RuleResult } from '#shared/domain/rule-result.ts';
import { environmentId, projectId, projectRecord } from '#test/fixtures/records.ts';

const now = '2026-11-28T10:00:00.000Z';
const body = (over: Partial<CreateApiKeyBody>): CreateApiKeyBody => ({
  name: 'CI',
  permissions: ['view:projects', 'deploy:projects'],
  ...over,
});
const pointerOf = (outcome: RuleResult<unknown>): string | undefined =>
  outcome.ok ? 'accepted' : outcome.refusal.pointer;

describe('a request for an API key', () => {
  it.each<[string, Partial<CreateApiKeyBody>, string]>([
    ['without limits', { permissions: ['manage:members'] }, 'accepted'],
    ['environments without their projects', { environmentIds: [environmentId(1)] }, '#/environmentIds'],
    [
      'another permission than those of projects with limits',
      { projectIds: [projectId(1)], permissions: ['view:projects', 'view:members'] },
      '#/permissions/1',
    ],
    ['managing with projects alone', { projectIds: [projectId(1)], permissions: ['manage:projects'] }, 'accepted'],
    [
      'managing with environments',
      { projectIds: [projectId(1)], environmentIds: [environmentId(1)], permissions: ['manage:projects'] },
      '#/permissions/0',
    ],
    ['an end that is now', { expiresAt: now }, '#/expiresAt'],
    ['an end in the past', { expiresAt: '2026-11-28' }, '#/expiresAt'],
    ['an end in a moment', { expiresAt: '2026-11-28T10:00:00.001Z' }, 'accepted'],
    ['an end in ten years', { expiresAt: '2036-11-28T10:00:00Z' }, 'accepted'],
    ['an end in eleven years', { expiresAt: '2037-11-28T10:00:00Z' }, '#/expiresAt'],
  ])('%s', (_what, over, pointer) => {
    expect(pointerOf(checkKeyRequest(body(over), now))).toBe(pointer);
  });
});

describe('the limits of a new key', () => {
  const holding = (id: number, ...environments: number[]) =>
    projectRecord({
      id: projectId(id),
      environments: Object.fromEntries(
        environments.map((one) => [environmentId(one), { name: `E${one}`, type: 'staging' as const }]),
      ),
    });
  const visible = [holding(1, 11, 12), holding(2, 21)];

  it.each<[string, number[] | null, number[] | null, string]>([
    ['none', null, null, 'accepted'],
    ['projects', [1, 2], null, 'accepted'],
    ['projects and an environment of each', [1, 2], [12, 21], 'accepted'],
    ['a project twice', [1, 1], [11], 'accepted'],
    ['a project that is not seen', [1, 3], null, '#/projectIds/1'],
    ['an environment of another project', [1], [11, 21], '#/environmentIds/1'],
    ['an environment of nobody', [1], [99], '#/environmentIds/0'],
    ['a project without one of the environments', [1, 2], [11], '#/projectIds/1'],
  ])('%s', (_what, projects, environments, pointer) => {
    const limits = keyLimits(
      { projectIds: projects?.map(projectId) ?? null, environmentIds: environments?.map(environmentId) ?? null },
      visible,
    );

    expect(pointerOf(limits)).toBe(pointer);
  });

  it('name a project and an environment once', () => {
    const twice = { projectIds: [projectId(1), projectId(1)], environmentIds: [environmentId(11), environmentId(11)] };

    expect(keyLimits(twice, visible)).toEqual({
      ok: true,
      value: { projectIds: [projectId(1)], environmentIds: [environmentId(11)] },
    });
  });
});
