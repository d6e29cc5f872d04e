import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { type Manifest, readManifest } from '../../../../../cli/runner/change-plan/manifest.ts';

const folder = new URL('../../../../fixtures/odoo-manifests/', import.meta.url);

const read = (text: string): Manifest => {
  const reading = readManifest(Buffer.from(text));
  if ('problem' in reading) throw new Error(reading.problem);
  return reading.manifest;
};

describe('manifests as they are written in the wild', () => {
  const expected: Readonly<
    Record<string, { version: string; installable: boolean; data: string[]; dependencies: string }>
  > = {
    'account-invoice-layout.py': {
      version: '17.0.2.1.0',
      installable: true,
      data: ['security/ir.model.access.csv', 'views/account_move_views.xml', 'report/invoice_report.xml'],
      dependencies: '',
    },
    'bank-import.py': {
      version: '18.0.1.0.3',
      installable: true,
      data: ['wizard/bank_import.xml'],
      dependencies: '{"bin":["wkhtmltopdf"],"python":["mt940","requests>=2.31"]}',
    },
    'openerp-seven.py': {
      version: '1.1',
      installable: true,
      data: ['sale_view.xml', 'sale_data.xml'],
      dependencies: '',
    },
    'not-migrated.py': {
      version: '16.0.1.0.0',
      installable: false,
      data: ['views/stock_picking.xml'],
      dependencies: '',
    },
    'smallest.py': { version: '1.0', installable: true, data: [], dependencies: '' },
  };

  it('are all expected', () => {
    expect(readdirSync(folder).sort()).toEqual([...Object.keys(expected), 'theme.py'].sort());
  });

  it('theme.py is refused for its byte order mark, as Odoo refuses it', () => {
    expect(readManifest(readFileSync(new URL('theme.py', folder)))).toEqual({
      problem: 'line 1: begins with a byte order mark',
    });
  });

  it.each(Object.entries(expected))('%s is read', (file, { version, installable, data, dependencies }) => {
    const manifest = read(readFileSync(new URL(file, folder), 'utf8'));

    expect(manifest).toEqual({
      version,
      installable,
      strayTriggers: [],
      data: new Set(data),
      externalDependencies: dependencies,
    });
  });
});

describe('a manifest', () => {
  it.each([
    ['[]', 'it is not a dictionary'],
    ["{'name': _('Sales')}", 'line 1: holds more than plain values'],
    ['# nothing\n', 'line 2: ends too early'],
  ])('%s tells why it cannot be read', (text, problem) => {
    expect(readManifest(Buffer.from(text))).toEqual({ problem });
  });

  it('with the same dependencies in another order depends on the same', () => {
    const one = read("{'external_dependencies': {'python': ['a', 'b'], 'bin': ['c']}}");
    const other = read("{'external_dependencies': {'bin': ('c',), 'python': ['b', 'a']}}");

    expect(other.externalDependencies).toBe(one.externalDependencies);
  });

  it('with empty dependencies depends on nothing', () => {
    expect(read("{'external_dependencies': {'python': []}}").externalDependencies).toBe('');
  });

  it('with values of other kinds than Odoo takes falls back on the defaults', () => {
    const manifest = read("{'data': 'views.xml', 'external_dependencies': None, '__proto__': 1}");

    expect(manifest).toEqual({
      version: '1.0',
      installable: true,
      strayTriggers: [],
      data: new Set(),
      externalDependencies: '',
    });
  });

  it.each(['False', 'None', '0', "''", '[]', '{}'])('that is installable: %s is not', (value) => {
    expect(read(`{'installable': ${value}}`).installable).toBe(false);
  });

  it.each(['True', '1', "'no'", '[0]'])('that is installable: %s is, as Python takes it', (value) => {
    expect(read(`{'installable': ${value}}`).installable).toBe(true);
  });

  it('that is not UTF-8 is refused', () => {
    expect(readManifest(Uint8Array.from([0x7b, 0x7d, 0xff]))).toEqual({ problem: 'it is not UTF-8' });
  });
});
