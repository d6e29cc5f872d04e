import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bundleCli } from '#infra/bundle-cli.ts';

let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'ocore-bundle-'));
  bundleCli(folder);
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** A file and what it imports before it runs; not what it loads when it is used. */
const atStart = (file: string, found = new Set<string>()): Set<string> => {
  if (found.has(file)) return found;
  found.add(file);
  const text = readFileSync(join(folder, file), 'utf8');
  for (const [, part = ''] of text.matchAll(/(?:from|import)\s*"\.\/([\w-]+\.js)"/g)) atStart(part, found);
  return found;
};

describe('the bundled command', () => {
  it('loads at most 300 KB before it knows what to do', () => {
    const bytes = [...atStart('ocore.js')].reduce((sum, file) => sum + statSync(join(folder, file)).size, 0);

    expect(bytes).toBeLessThanOrEqual(300_000);
  });

  it('loads neither the runner nor the AWS SDK nor YAML at its start', () => {
    const text = [...atStart('ocore.js')].map((file) => readFileSync(join(folder, file), 'utf8')).join('\n');

    expect(text).toContain('project create');
    expect(text).not.toContain('ssh-keygen');
    expect(text).not.toContain('X-Amz-');
    expect(text).not.toContain('YAMLParseError');
  });

  it('imports no module of Node but the one that makes require', () => {
    const parts = readdirSync(folder).filter((file) => file.endsWith('.js'));
    const imported = parts.flatMap((file) =>
      [...readFileSync(join(folder, file), 'utf8').matchAll(/\bfrom\s*["'](node:[\w/]+)["']/g)].map(([, name]) => name),
    );

    expect(new Set(imported)).toEqual(new Set(['node:module']));
    expect(imported).toHaveLength(parts.length);
  });
});
