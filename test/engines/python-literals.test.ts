import { readdirSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { byOurs, byPython } from './python/literal-values.ts';

const manifests = new URL('../fixtures/odoo-manifests/', import.meta.url);
const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

/** What hostile manifests are made of. Numbers stay small: ours are those of JSON. */
const piece = fc.constantFrom(
  ...['{', '}', '[', ']', '(', ')', ',', ':', '{}', '()', "{'a': ", "'version': '1.0', ", "'", '"', '"""', "'''"],
  ...['\\', '\\\n', '\\\r\n', '#', '# é\n', '\n', '\r', '\r\n', ' ', '\t', '\f', '\v', '\u00a0', '\uFEFF', '\0'],
  ...['0', '1', '07', '00', '-', '+', '.', 'e', 'E3', '_', '1_0', '1__0', '0x', '0xF', '0o7', '0b1', '1.5', '.5'],
  ...['True', 'False', 'None', 'true', 'x', "r'", "b'", "rb'", "u'", "ur'", "f'", "br'é'", "b'a'", "'a'", "'é'"],
  ...['\\N', '\\N{', '\\x4', '\\x41', '\\u12', '\\u00e9', '\\U00110000', '\\777', '\\8', '\\q', "'\\\n'", '😀', '‮'],
  ...["{'a', }", "{('a', 1): 2}", '{[]: 1}', "{'a': 1, 'a': 2}", ';', '=', '*', '**', '@', '$', '?', 'ａ', "'a' 'b'"],
);

// What the reader refuses, or keeps, though Python reads it: its doc comment lists this. Whether blanks may stand in a
// last line without an end depends on Python's version.
const differs = (text: string): boolean => /\\N\{[^{}\n]+\}|\.\.\.|\dj|\n[ \t\f]+$/.test(text);

const hostile = fc
  .array(piece, { maxLength: 14 })
  .map((pieces) => `{'k': ${pieces.join('')}}`)
  .filter((text) => !differs(text));
const bare = fc
  .array(piece, { maxLength: 6 })
  .map((pieces) => `${pieces.join('')}{}`)
  .filter((text) => !differs(text));

/** @returns the texts on which the two readers differ */
const differences = (files: readonly Uint8Array[]): readonly string[] => {
  const theirs = byPython(files);
  return files.flatMap((file, index) => {
    const [ours, his] = [byOurs(file), theirs[index]];
    return ours === his ? [] : [`${JSON.stringify(Buffer.from(file).toString())}: ${ours}, Python: ${his}`];
  });
};

describe('a manifest is read as Python reads it, or refused as Python refuses it', () => {
  it('where hostile pieces stand in a dict', () => {
    expect(differences(fc.sample(hostile, { numRuns: 5000, seed: 3 }).map(bytes))).toEqual([]);
  });

  it('where hostile pieces stand before it', () => {
    expect(differences(fc.sample(bare, { numRuns: 3000, seed: 3 }).map(bytes))).toEqual([]);
  });

  it('where a hostile piece breaks into manifests of the wild', () => {
    const whole = readdirSync(manifests).map((name) => readFileSync(new URL(name, manifests), 'utf8'));
    const broken = fc
      .tuple(fc.constantFrom(...whole), fc.nat(), fc.nat(3), fc.oneof(piece, fc.constant('')))
      .map(([text, at, cut, one]) => {
        const from = at % (text.length + 1);
        return text.slice(0, from) + one + text.slice(from + cut);
      })
      .filter((text) => !differs(text));
    const files = [...whole, ...fc.sample(broken, { numRuns: 3000, seed: 3 })].map(bytes);

    expect(differences(files)).toEqual([]);
    expect(files.filter((file) => byOurs(file) !== 'null').length).toBeGreaterThan(500);
  });

  it('where it is not UTF-8', () => {
    const files = [[0xff], [0xc3], [0xed, 0xa0, 0x80], [0xf4, 0x90, 0x80, 0x80], [0xc0, 0x80]].map((wrong) =>
      Uint8Array.from([...bytes("{'a': '"), ...wrong, ...bytes("'}")]),
    );

    expect(byPython(files)).toEqual(files.map(() => 'null'));
    expect(differences(files)).toEqual([]);
  });
});
