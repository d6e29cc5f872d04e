import { spawn } from 'node:child_process';
import { appendFileSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';

/** More failed files than these are no accident of a busy machine. */
const maxRepeated = 3;

/** What Vitest's reporter `json` writes, as far as it is read here. Source: https://vitest.dev/guide/reporters#json-reporter */
type Report = { readonly testResults: readonly { readonly name: string; readonly status: string }[] };

const run = async (script: string, files: readonly string[]): Promise<{ code: number; failed: string[] }> => {
  const folder = mkdtempSync(join(tmpdir(), 'ocore-lane-'));
  const report = join(folder, 'report.json');
  try {
    const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`];
    const child = spawn('npm', ['run', '--silent', script, '--', ...reporters, ...files], { stdio: 'inherit' });
    const code = await new Promise<number>((resolve) => child.once('close', (status) => resolve(status ?? 1)));
    if (code === 0) return { code, failed: [] };
    const { testResults }: Report = JSON.parse(readFileSync(report, 'utf8'));
    const failed = testResults.filter(({ status }) => status === 'failed').map(({ name }) => name);
    return { code, failed: failed.map((name) => relative(process.cwd(), name)) };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
};

/**
 * Runs a script of tests for the gate. Up to three files that fail run once more by themselves: the gate fails where one
 * fails again, and else names it in the file OCORE_FAILED_ONCE. Source: docs/decisions, D-094.
 * Usage: node test/run-lane.ts SCRIPT
 */
const [script = 'test'] = process.argv.slice(2);
const first = await run(script, []);
process.exitCode = first.code;
if (first.failed.length > 0 && first.failed.length <= maxRepeated) {
  const second = await run(script, first.failed);
  process.exitCode = second.code;
  const list = process.env.OCORE_FAILED_ONCE;
  if (second.code === 0 && list !== undefined) appendFileSync(list, first.failed.map((file) => `${file}\n`).join(''));
}
