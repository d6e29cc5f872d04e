import { spawnSync } from 'node:child_process';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { describeUnit } from '../../../../../cli/runner/install/install-runner.ts';
import { thisSystem } from '../../../../../cli/runner/install/system.ts';
import { testInstallation } from './test-installation.ts';

/** What systemd-run hands on of a line that was pasted into a shell: words, in which $$ is one $ and any other begins a variable. */
const started = (line: string): readonly string[] => {
  const { stdout } = spawnSync('sh', ['-c', `printf '%s\\0' ${line}`], { encoding: 'utf8' });
  return stdout
    .split('\0')
    .slice(0, -1)
    .map((word) => word.replace(/\$(?:\$|\w+|\{\w+\})/g, (found) => (found === '$$' ? '$' : '')));
};

describe('the line that checks as the service', () => {
  it.each([true, false])('sees of the host what the service sees; with sudo: %s', (hasSudo) => {
    const { text, check } = describeUnit(testInstallation({ hasSudo }), thisSystem());

    const unit = text.split('\n');
    const settings = started(check).filter((_, index, words) => words[index - 1] === '-p');
    expect(settings.filter((setting) => !unit.includes(setting))).toEqual([]);
    const kept = unit.filter((line) => /^(?:User|EnvironmentFile|Private\w+|Protect\w+|NoNewPrivileges)=/.test(line));
    expect(kept.filter((line) => !settings.includes(line))).toEqual([]);
  });

  it('hands on each word as it was given', () => {
    const word = fc.string({ unit: 'grapheme' }).filter((text) => !/\p{Cc}/u.test(text));
    fc.assert(
      fc.property(fc.array(fc.oneof(word, fc.constantFrom('$HOME', '$$', '%h', "'")), { maxLength: 4 }), (words) => {
        const { check } = describeUnit(testInstallation({ commandArguments: words }), thisSystem());
        expect(started(`${check} END`).slice(-1 - words.length)).toEqual([...words, 'END']);
      }),
      { numRuns: 20 },
    );
  });
});
