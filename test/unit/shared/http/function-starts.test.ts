import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { adminFunctions, functionFiles } from '#infra/functions.ts';

it('each function that others wait for counts its starts, under its own name', () => {
  const silent = functionFiles.filter((file) => {
    const text = readFileSync(`functions/${file}.ts`, 'utf8');
    return !text.includes(`startFunction('${file}', `) && !/\bendpoint\(/.test(text);
  });

  expect(silent).toEqual([...adminFunctions]);
});
