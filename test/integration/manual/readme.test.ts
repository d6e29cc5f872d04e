import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Ran, root, runCommand } from '#test/run-command.ts';
import { TestService } from '../test-service.ts';
import { curlPrelude } from './curl-prelude.ts';

const readme = readFileSync(join(root, 'README.md'), 'utf8');
const tour = [...readme.matchAll(/```bash\n(.*?)```/gs)].map((match) => match[1] ?? '');

let service: TestService;
let folder: string;
let checkout: string;
let temporary: string;
let ran: Ran;

beforeAll(async () => {
  service = await TestService.start();
  folder = mkdtempSync(join(tmpdir(), 'ocore-tour-'));
  // What the tour sees of the checkout: its packages. Whatever else lies there afterwards, the tour has left behind.
  checkout = join(folder, 'checkout');
  temporary = join(folder, 'tmp');
  for (const one of [checkout, temporary]) mkdirSync(one);
  symlinkSync(join(root, 'node_modules'), join(checkout, 'node_modules'));
  ran = await runCommand('bash', ['-euo', 'pipefail', '-c', curlPrelude + tour.join('\n')], {
    cwd: checkout,
    env: { TMPDIR: temporary, TOKEN: service.token, OCORE_API_URL: service.local.url },
  });
});
afterAll(async () => {
  await service.stop();
  rmSync(folder, { recursive: true, force: true });
});

describe("the README's tour", () => {
  it('runs through as it stands', () => {
    expect(tour).toHaveLength(3);
    expect(ran.code, ran.stderr).toBe(0);
  });

  it('leaves nothing in the checkout', () => {
    expect(readdirSync(checkout)).toEqual(['node_modules']);
  });

  it("keeps the webhook's secret where nobody else can read it", () => {
    const kept = readdirSync(temporary);

    expect(kept).toHaveLength(1);
    expect(readdirSync(join(temporary, kept[0] ?? '')).sort()).toEqual(['connected.json', 'push.json']);
    expect(statSync(join(temporary, kept[0] ?? '')).mode & 0o077).toBe(0);
  });

  it('ends with a deployment queued for Staging', () => {
    const list = JSON.parse(ran.stdout.slice(ran.stdout.lastIndexOf('{"deployments":'))) as {
      deployments: Record<string, unknown>[];
    };

    expect(list.deployments).toHaveLength(1);
    expect(list.deployments[0]).toMatchObject({ environmentName: 'Staging', branch: 'staging', status: 'queued' });
  });
});

describe("the README's tables", () => {
  it('name every script that a person runs, and no other', () => {
    const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
      scripts: Record<string, string>;
    };
    const named = [...readme.matchAll(/`npm run ([a-z:]+)`/g)].map((match) => match[1] ?? '');

    expect(named.filter((name) => scripts[name] === undefined)).toEqual([]);
  });
});
