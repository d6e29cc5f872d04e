import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Bench } from './bench.ts';
import { refusal } from './memory-api.ts';

const removal = vi.hoisted(() => ({ fault: null as Error | null }));
vi.mock('../../../cli/runner/remove-files.ts', async (original) => {
  const { removeFiles } = await original<typeof import('../../../cli/runner/remove-files.ts')>();
  return {
    removeFiles: async (directory: string): Promise<void> => {
      if (removal.fault !== null) throw removal.fault;
      return removeFiles(directory);
    },
  };
});

let bench: Bench;
beforeEach(async () => {
  bench = await Bench.start();
});
afterEach(async () => {
  removal.fault = null;
  await bench.stop();
});

const queue = (): void => {
  const commitSha = bench.work.push('staging', { 'sale_x/__manifest__.py': "{'version': '18.0.1.0.0'}" });
  bench.api.queue.push(bench.claim({ branch: 'staging', commitSha }));
};

describe('the end of a deployment', () => {
  it('is told without its change plan where the service does not take that', async () => {
    queue();
    bench.api.refuses = ({ changePlan }) => (changePlan === undefined ? null : refusal(400, 'validation_failed'));

    const outcome = await bench.runner('true').once();

    expect(outcome).toBe('succeeded');
    expect(bench.api.completions).toEqual([
      { deploymentId: expect.any(String), completion: { status: 'succeeded', commitSha: expect.any(String) } },
    ]);
  });

  it('is what the command came to, also where its files cannot be removed: the log says so', async () => {
    queue();
    removal.fault = new Error("EACCES: permission denied, unlink 'x.pyc'");

    const outcome = await bench.runner('true').once();

    expect(outcome).toBe('succeeded');
    expect(bench.api.log).toMatch(
      /could not be removed: EACCES: permission denied, unlink 'x\.pyc'\. Remove it by hand\./,
    );
  });
});
