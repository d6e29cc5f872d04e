import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { withVariables } from '../../../../../cli/runner/install/environment-file.ts';
import { type UnitSettings, unitText, unitWord } from '../../../../../cli/runner/install/unit-text.ts';

const settings: UnitSettings = {
  unit: 'ocore-runner',
  user: 'ocore-runner',
  projectId: 'prj_1',
  environmentId: 'env_1',
  words: ['/usr/bin/node', '/usr/lib/ocore.js', 'runner', 'start', '--command', '/opt/my deploy.sh'],
  environmentFile: '/etc/ocore/ocore-runner.env',
  graceSeconds: 10.5,
  hasSudo: false,
  version: '1.2.3',
};

/** How systemd reads a word of a command line: quotes and escapes, then specifiers and variables. */
const readWord = (line: string): string => {
  const text = line.startsWith('"') ? line.slice(1, -1).replace(/\\(["\\])/g, '$1') : line;
  return text.replaceAll('%%', '%').replaceAll('$$', '$');
};
/** How systemd reads a quoted value of an environment file. */
const readValue = (line: string): string => line.slice(line.indexOf('=') + 2, -1).replace(/\\(["\\`$])/g, '$1');

const printable = fc.string({ unit: 'grapheme' }).filter((text) => !/\p{Cc}/u.test(text));

describe('the unit of a runner', () => {
  it('starts it as its user, with its file, and again when it ends', () => {
    expect(unitText(settings)).toMatchSnapshot();
  });

  it('leaves the files of the command as open as they are by hand', () => {
    expect(unitText(settings)).not.toContain('UMask');
  });

  it('keeps what sudo needs where the command uses it', () => {
    const text = unitText({ ...settings, hasSudo: true });

    expect(text).toContain('ProtectSystem=full\n');
    for (const one of [
      'NoNewPrivileges',
      'CapabilityBoundingSet',
      'RestrictSUIDSGID',
      'ProtectKernel',
      'PrivateDevices',
    ])
      expect(text).not.toContain(one);
  });

  it('holds each word as it was given', () => {
    fc.assert(
      fc.property(printable, (word) => {
        const written = unitWord(word);
        expect(readWord(written)).toBe(word);
        expect(/^(?:[^\s"'\\]+|"(?:[^"\\]|\\["\\])*")$/u.test(written)).toBe(true);
      }),
      { numRuns: 100 },
    );
  });

  it.each(['a\nb', 'a\u0000b', 'a\tb', 'a\u007fb'])('holds no control character: %j', (word) => {
    expect(() => unitWord(word)).toThrow('control character');
  });
});

describe('the file of a service', () => {
  it('holds each value as it was given', () => {
    fc.assert(
      fc.property(printable, (value) => {
        expect(readValue(withVariables('', { NAME: value }).trimEnd())).toBe(value);
      }),
      { numRuns: 100 },
    );
  });

  it('loses no line that somebody added, and no comment', () => {
    const text = '# of mine\n\nAWS_PROFILE=acme\n OCORE_TOKEN=old\nexport X=1\nOCORE_TOKEN=older\n\n';

    expect(withVariables(text, { OCORE_TOKEN: 'new' })).toBe(
      '# of mine\n\nAWS_PROFILE=acme\nOCORE_TOKEN="new"\nexport X=1\n',
    );
  });
});
