import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { isRefName } from '#shared/contract/ref-name.ts';
import { normalizeEmail } from '#shared/domain/access/email.ts';
import { checkPattern, matchesPath, matchesPattern } from '#shared/domain/branch-mappings/branch-pattern.ts';
import { checkPathFilters, normalizePathFilters } from '#shared/domain/branch-mappings/path-filters.ts';
import { skipMarkerOf } from '#shared/domain/deliveries/skip-marker.ts';
import { parseCaBundle } from '#shared/git/ca-bundle.ts';
import { parseCloneUrl } from '#shared/git/clone-url.ts';
import { parseHostKey } from '#shared/git/host-keys.ts';
import { readDeliveryBody } from '#shared/workflows/deliveries/read-delivery-body.ts';
import { readManifest } from '../../../cli/runner/change-plan/manifest.ts';
import { readPythonLiteral } from '../../../cli/runner/change-plan/read-python-literal.ts';
import { compareVersions } from '../../../cli/runner/change-plan/version.ts';
import { LineReader } from '../../../cli/runner/line-reader.ts';
import { presentLine } from '../../../cli/runner/present-line.ts';
import { Redactor } from '../../../cli/runner/redactor.ts';
import { remoteAddress, shownUrl, submoduleUrl } from '../../../cli/runner/submodules/remote-address.ts';
import { StepCounter } from './count-steps.ts';
import { samplePayloads } from './filled-deliveries.ts';
import { textPaths, withText } from './filled-texts.ts';
import { quadratic } from './quadratic.ts';

const counter = new StepCounter();
beforeAll(() => counter.start());
afterAll(() => counter.stop());

const n = 1500;
/** What made a parser slow once, or could: blanks, openings without an end, separators, escapes. */
const pieces = [
  ' ',
  '<',
  '(',
  '[',
  '/',
  '\\',
  '\r',
  '\n',
  '*',
  '**/',
  '%',
  '@',
  ':',
  '.',
  'a',
  "'",
  '"',
  ',',
  '\u001b[',
  '🦉',
  '-----BEGIN CERTIFICATE-----\n',
  '[skip ',
];
const filled = (piece: string, length: number): string =>
  piece.repeat(Math.ceil(length / piece.length)).slice(0, length);
/** Four times the text may take four times the steps, and a few more. */
const maxGrowth = 4.6;

const quietly = (parse: (text: string) => unknown) => (text: string) => {
  try {
    parse(text);
  } catch {
    // A refusal takes its steps too.
  }
};

/** The pieces of which four times as many take more than four times the steps. */
const slowWith = async (
  parse: (text: string) => unknown,
  tried: readonly string[] = pieces,
  wrap: (text: string) => string = (text) => text,
) => {
  const run = quietly(parse);
  const slow: string[] = [];
  for (const piece of tried) {
    const [short, long] = [wrap(filled(piece, n)), wrap(filled(piece, 4 * n))];
    // The first call loads what is loaded when it is needed.
    run(short);
    const before = await counter.count(() => run(short));
    const after = await counter.count(() => run(long));
    if (after > before * maxGrowth + 200) slow.push(`${JSON.stringify(piece)}: ${before} steps, then ${after}`);
  }
  return slow;
};

const redactor = new Redactor(['a secret of a runner']);
const parsers: Readonly<Record<string, (text: string) => unknown>> = {
  'the name of a branch': isRefName,
  'the pattern of a mapping': (text) => checkPattern(text, isRefName),
  'a pattern against a branch': (text) => matchesPattern('feature/*-x', text),
  'a branch against a pattern': (text) => matchesPattern(text, 'feature/a-x'),
  'a path filter against a file': (text) => matchesPath('**/models/*.py', text),
  'path filters': (text) => checkPathFilters(normalizePathFilters([text])),
  'a skip marker': skipMarkerOf,
  'a clone URL over SSH': (text) => parseCloneUrl(`git@github.com:${text}`),
  'a clone URL over HTTPS': (text) => parseCloneUrl(`https://github.com/${text}`),
  'an SSH host key': (text) => parseHostKey(`ssh-ed25519 ${text}`),
  'a bundle of authorities': parseCaBundle,
  'an e-mail address': (text) => normalizeEmail(`${text}@acme.example`),
  'a Python literal': (text) => readPythonLiteral(`{'name': ${text}`),
  'a text in a Python literal': (text) => readPythonLiteral(`{'name': '${text}'}`),
  'a manifest': (text) => readManifest(Buffer.from(text)),
  'a version': (text) => compareVersions(text, '18.0.1.0.0', '18.0'),
  'the URL of a submodule': (text) => submoduleUrl('ssh://git@github.com/acme/odoo.git', `../${text}`),
  'the address of a submodule': remoteAddress,
  'the shown URL of a submodule': (text) => shownUrl(`https://${text}@git.acme.example/${text}`),
  'a line of a log': (text) => presentLine(text, redactor),
  'the output of a command': (text) => {
    const reader = new LineReader(redactor, () => undefined);
    reader.write(Buffer.from(text));
    reader.end();
  },
};

describe('a counter of steps', () => {
  it('finds a loop within a loop, a search that begins anew, and a list that is copied', async () => {
    const missed: string[] = [];
    for (const [name, parse] of Object.entries(quadratic)) {
      if ((await slowWith(parse, ['a'])).length === 0) missed.push(name);
    }

    expect(missed).toEqual([]);
  });
});

describe('parsers of outside texts take linear time', () => {
  it.each(Object.entries(parsers))('%s', async (_name, parse) => {
    expect(await slowWith(parse)).toEqual([]);
  });

  it.each(samplePayloads.map((payload) => [payload.name, payload] as const))(
    'a delivery: %s',
    async (_name, payload) => {
      const headers = payload.sign('', '');
      const read = (body: string) => readDeliveryBody(payload.webhook, headers, body);
      const told = (text: string, path: readonly string[]): string =>
        JSON.stringify(read(JSON.stringify(withText(payload.value, path, text))).parsed);
      const slow: unknown[] = [];
      for (const path of textPaths(payload.value)) {
        // Only what is read can be slow.
        if (told('x', path) === told('', path)) continue;
        const found = await slowWith(read, pieces, (text) => JSON.stringify(withText(payload.value, path, text)));
        slow.push(...found.map((one) => `${path.join('/')} ${one}`));
      }

      expect(slow).toEqual([]);
    },
  );
});
