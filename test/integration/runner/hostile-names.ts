import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Deployment } from '#shared/contract/deployment.ts';
import { Bench } from './bench.ts';

// Git refuses to make a branch that begins with a dash by `git branch`, and takes it in a push; see
// docs/design/security-model.md, "Running git".
export const hostileNames = [
  '--upload-pack=x',
  '-c',
  '$(id)',
  'a;b',
  'a`id`b',
  'a|b',
  "a'b",
  'a$IFS',
  'a&b',
  'a"b',
  '@a',
  'feat#123',
];

export const refusedNames = ['a b', 'a..b', 'a~b', 'a^b', 'a:b', 'a?b', 'a*b', 'a[b', 'a\\b', '/a', 'a.lock', 'a@{b'];

/** The promise that the name of a branch or tag is data to the runner, its git and the command. */
export const describeHostileNames = (names: readonly string[], refused: readonly string[]): void => {
  let bench: Bench;
  beforeEach(async () => {
    bench = await Bench.start();
  });
  afterEach(() => bench.stop());

  /** Carries one deployment out, with a command that keeps what it finds. @returns how it was completed */
  const deployed = async (deployment: Partial<Deployment>) => {
    bench.api.queue.push(bench.claim(deployment));
    await bench.runner(`cp version.txt "${bench.out}/version"; env > "${bench.out}/environment"`).once();
    return bench.api.completions.at(-1)?.completion;
  };
  const left = (name: string): string => readFileSync(join(bench.out, name), 'utf8');

  describe('a hostile name', () => {
    it.each(names)('of a branch is data: %s', async (name) => {
      const wanted = bench.work.commit({ 'version.txt': name });
      bench.work.git('push', '--quiet', 'origin', `HEAD:refs/heads/${name}`);

      const completion = await deployed({ branch: name, commitSha: wanted });

      expect(completion).toMatchObject({ status: 'succeeded', commitSha: wanted });
      expect(left('environment').split('\n')).toContain(`OCORE_BRANCH=${name}`);
      expect(left('version').trim()).toBe(name);
    });

    it.each(names)('of a tag is data: %s', async (name) => {
      const wanted = bench.work.commit({ 'version.txt': name });
      bench.work.git('push', '--quiet', 'origin', `HEAD:refs/tags/${name}`);

      const completion = await deployed({ tag: name, trigger: 'tag' });

      expect(completion).toMatchObject({ status: 'succeeded', commitSha: wanted });
      expect(left('environment').split('\n')).toContain(`OCORE_TAG=${name}`);
    });

    it.each(refused)('is one that git itself does not push: %s', (name) => {
      bench.work.commit({});

      expect(() => bench.work.git('push', '--quiet', 'origin', `HEAD:refs/heads/${name}`)).toThrow();
    });
  });
};
