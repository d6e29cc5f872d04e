import { describe, expect, it, vi } from 'vitest';
import { SubmoduleId } from '#shared/contract/id.ts';
import type { SubmoduleRecord } from '#shared/domain/records/submodule.ts';
import { neverRotated } from '#shared/domain/repository/submodule-rotation.ts';
import { installSubmoduleKeys, newSubmoduleKeys } from '#shared/workflows/repository/rotate-submodule-keys.ts';
import { deployKeyRecord, now, repositoryRecord } from '#test/fixtures/records.ts';

const never = new Promise<never>(() => undefined);
const provider = vi.hoisted(() => ({ addKey: vi.fn(), opensRepository: vi.fn() }));
vi.mock('#shared/secrets/deploy-key-secret.ts', () => ({ storeDeployKey: async () => undefined }));
vi.mock('#shared/workflows/repository/opens-repository.ts', () => ({ opensRepository: provider.opensRepository }));
vi.mock('#shared/workflows/repository/submodule-tools.ts', () => ({
  submoduleTools: async () => ({ client: {}, hostKeys: [] }),
  submoduleSide: (one: SubmoduleRecord) => ({ addKey: () => provider.addKey(one.fullName) }),
}));

const submodule = (fullName: string, at: number): SubmoduleRecord => ({
  ...neverRotated,
  id: SubmoduleId.parse(`sub_${String(at).padStart(26, '0')}`),
  provider: 'github',
  repositoryUrl: `git@github.com:${fullName}.git`,
  host: 'github.com',
  fullName,
  httpsUrl: `https://github.com/${fullName}.git`,
  sshUrl: `ssh://git@github.com/${fullName}.git`,
  deployKey: deployKeyRecord(),
  step: null,
  refusal: null,
  failure: null,
});
const repository = repositoryRecord({ submodules: ['acme/theme', 'acme/pos'].map(submodule) });
// What the stand-ins answer at once comes before any timer.
const patienceMs = 1;
const installed = () => installSubmoduleKeys(repository, newSubmoduleKeys(repository, now), now, patienceMs);

describe('the new keys of submodules', () => {
  it('are left to a person where a provider hangs, and no other waits for it', async () => {
    provider.addKey.mockImplementation((name: string) => (name === 'acme/theme' ? never : Promise.resolve()));
    provider.opensRepository.mockResolvedValue(true);

    const [theme, pos] = await installed();

    expect(theme).toMatchObject({
      key: { installed: 'manual', lastVerifiedAt: null },
      refusal: 'The provider did not answer within 0.001 s.',
    });
    expect(pos).toMatchObject({ key: { installed: 'automatic', lastVerifiedAt: now }, refusal: null });
  });

  it('are installed where their provider took them, and only the proof hangs', async () => {
    provider.addKey.mockResolvedValue(undefined);
    provider.opensRepository.mockReturnValue(never);

    const [theme] = await installed();

    expect(theme).toMatchObject({ key: { installed: 'automatic', lastVerifiedAt: null }, refusal: null });
  });
});
