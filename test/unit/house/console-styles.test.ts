import { existsSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { sourceFiles } from './source-files.ts';

const files = sourceFiles(['console']);
const root = new URL('../../../node_modules/@mantine/core/styles/', import.meta.url);

/** The components of Mantine that some files import. */
const componentsOf = (texts: Iterable<string>): string[] => {
  const names = [...texts].flatMap((text) =>
    [...text.matchAll(/import\s*\{([^}]*)\}\s*from '@mantine\/core'/g)].flatMap(([, list = '']) =>
      list.split(',').map((name) => name.trim().split(' as ')[0] ?? ''),
    ),
  );
  return [...new Set(names)].filter((name) => existsSync(new URL(`${name}.css`, root))).sort();
};

/** The components whose styles are imported somewhere in the console. */
const styled = new Set(
  [...files.values()].flatMap((text) =>
    [...text.matchAll(/'@mantine\/core\/styles\/(\w+)\.css'/g)].map(([, name]) => name),
  ),
);

describe('the styles of the console', () => {
  it('are there for every component that is used', () => {
    const bare = componentsOf(files.values()).filter((name) => !styled.has(name));

    expect(bare).toEqual([]);
  });

  it('are found by the name of the component', () => {
    expect(componentsOf(["import { Button, type ButtonProps, Card as Box } from '@mantine/core';"])).toEqual([
      'Button',
      'Card',
    ]);
  });
});
