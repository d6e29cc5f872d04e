import { describe, expect, it } from 'vitest';
import { cellText, plainLine, relativeTime } from '../../../../cli/present/cell.ts';
import { fieldTable, listTable } from '../../../../cli/present/table.ts';

const now = new Date('2026-11-28T12:00:00Z');
const plain = { width: null, now };

describe('a table of rows', () => {
  const rows = [
    { id: 'dep_1', status: 'succeeded', created: '2026-11-28T09:00:00Z', message: `Fix ${'the invoice '.repeat(10)}` },
    { id: 'dep_2', status: 'queued', created: '2026-11-28T11:59:30Z', message: null },
  ];

  it('is cut to 80 columns, with relative times and whole ids', () => {
    const lines = listTable(rows, { width: 80, now }).trimEnd().split('\n');

    expect(lines).toMatchInlineSnapshot(`
      [
        "ID     STATUS     CREATED         MESSAGE",
        "dep_1  succeeded  3 hours ago     Fix the invoice the invoice the invoice the i…",
        "dep_2  queued     30 seconds ago  -",
      ]
    `);
    expect(Math.max(...lines.map((line) => [...line].length))).toBeLessThanOrEqual(80);
  });

  it('is whole off a terminal, with its head and the times as they are', () => {
    const text = listTable(rows, plain);

    expect(text).toMatch(/^ID +STATUS +CREATED +MESSAGE\n/);
    expect(text).toContain('2026-11-28T09:00:00Z');
    expect(text).toContain('the invoice '.repeat(10).trimEnd());
  });

  it('never is wider than a terminal of any width', () => {
    for (let width = 1; width <= 120; width += 1) {
      const lines = listTable(rows, { width, now }).trimEnd().split('\n');
      expect(Math.max(...lines.map((line) => [...line].length))).toBeLessThanOrEqual(width);
    }
  });

  it('is nothing without a row', () => {
    expect(listTable([], plain)).toBe('');
  });
});

describe('a table of fields', () => {
  it('names what is inside by both names, and tells empty from no', () => {
    const value = {
      id: 'env_1',
      paused: { reason: 'Closing' },
      mappings: [{ branch: 'main' }],
      tags: [],
      url: null,
      autoDeploy: false,
    };

    expect(fieldTable(value, plain)).toBe(
      [
        'FIELD              VALUE',
        'id                 env_1',
        'paused.reason      Closing',
        'mappings.1.branch  main',
        'tags               -',
        'url                -',
        'autoDeploy         no',
        '',
      ].join('\n'),
    );
  });
});

describe('a cell', () => {
  it('has nothing in it that a terminal would obey', () => {
    expect(cellText('a\u001b[2Jb\r\nc\u009b1md\u202ee', plain)).toBe('a [2Jb c 1md e');
  });

  it('of a log keeps its tabs', () => {
    expect(plainLine('a\tb\u001b[31mc')).toBe('a\tb [31mc');
  });

  it.each([
    ['2026-11-28T11:59:59Z', '1 second ago'],
    ['2026-11-28T11:00:01Z', '59 minutes ago'],
    ['2026-11-27T12:00:00Z', '1 day ago'],
    ['2026-12-01T12:00:00Z', 'in 3 days'],
    ['2024-11-28T12:00:00Z', '2 years ago'],
  ])('tells %s as %s', (timestamp, expected) => {
    expect(relativeTime(timestamp, now)).toBe(expected);
  });
});
