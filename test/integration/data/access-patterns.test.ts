import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { missingLines } from '#test/missing-lines.ts';
import { describeCosts, isExample, patterns, rows } from './access-patterns-bench.ts';
import { useTestTable } from './test-table.ts';

useTestTable();

/** The functions of shared/data that call DynamoDB themselves. */
const dataFunctions = (): readonly string[] => {
  const folder = new URL('../../../shared/data/', import.meta.url);
  return readdirSync(folder, { recursive: true, encoding: 'utf8' }).flatMap((file) => {
    if (!file.endsWith('.ts')) return [];
    const source = readFileSync(new URL(file, folder), 'utf8');
    return [...source.matchAll(/^export const (\w+) =(?: async)? \((?:(?!=>)[\s\S])*?\): Promise</gm)].map(
      (match) => match[1] ?? '',
    );
  });
};

/** The means of the others: each of its calls stands in the row of the function that makes it. */
const means: readonly string[] = ['transact', 'transactOnce', 'readItems', 'noteUse', 'setFieldsIf'];

const byNumber = (one: string, other: string): number => Number(one.slice(3)) - Number(other.slice(3));

describe('docs/access-patterns.md', () => {
  it('has one row for each assertion and one assertion for each row', () => {
    const ids = rows.map((row) => row.id);
    const asserted = Object.keys(patterns);
    expect(missingLines('patterns in test/integration/data/access-patterns', asserted, ids)).toEqual([]);
    expect(ids).toEqual(asserted.toSorted(byNumber));
  });

  it('names every function of shared/data that reads or writes', () => {
    const named = new Set(rows.map((row) => row.functionName));
    const unnamed = dataFunctions().filter((name) => !named.has(name) && !means.includes(name));
    expect(unnamed.map((name) => `Add a row for ${name} to docs/access-patterns.md, with its assertion.`)).toEqual([]);
  });

  describeCosts(rows.filter(isExample));
});

describe('the promises of the design', () => {
  const unitsOf = (id: string) => {
    const row = rows.find((one) => one.id === id);
    if (row === undefined) throw new Error(`docs/access-patterns.md has no row ${id}.`);
    return { write: row.tableWriteUnits + row.indexWriteUnits, ...row };
  };

  it('hold for a mapped push: at most 10 write units, of which 8 for the table and 2 for the index, and 3 read units', () => {
    const { write, tableWriteUnits, indexWriteUnits, readUnits } = unitsOf('AP-50');
    expect(write).toBeLessThanOrEqual(10);
    expect(tableWriteUnits).toBeLessThanOrEqual(8);
    expect(indexWriteUnits).toBeLessThanOrEqual(2);
    expect(readUnits).toBeLessThanOrEqual(3);
  });

  it('hold for a mapped push that supersedes a deployment: at most 13 write units', () => {
    expect(unitsOf('AP-51').write).toBeLessThanOrEqual(13);
  });

  it('hold for an ignored push: at most 5 write units', () => {
    expect(unitsOf('AP-52').write).toBeLessThanOrEqual(5);
  });
});
