import { existsSync, readFileSync } from 'node:fs';
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

/** Where a style sheet stands in that of all components, by its first class. */
const placeOf = (name: string, all: string): number => {
  const [first] = /\.m_[0-9a-f]+/.exec(readFileSync(new URL(`${name}.css`, root), 'utf8')) ?? [];
  return first === undefined ? -1 : all.indexOf(first);
};

describe('the styles of the console', () => {
  it('stand in the order of Mantine, by which one wins over another', () => {
    const all = readFileSync(new URL('../styles.css', root), 'utf8');
    const text = files.get('console/ui/styles.ts') ?? '';
    const listed = [...text.matchAll(/'@mantine\/core\/styles\/([\w-]+)\.css'/g)].map(([, name = '']) => name);
    const places = listed.map((name) => placeOf(name, all));

    expect(listed.length).toBeGreaterThan(20);
    expect(places).toEqual([...places].sort((one, other) => one - other));
  });

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
