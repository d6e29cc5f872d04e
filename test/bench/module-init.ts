import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildSync } from 'esbuild';
import { type BundleSize, bundleFolder, bundleSettings } from '#infra/bundle.ts';
import { providerFunctions } from '#infra/functions.ts';
import { endpoints } from '#shared/contract/endpoints.ts';
import { functionFile } from '#shared/contract/function-file.ts';
import { atMost, type BudgetResult } from './budget-result.ts';
import { budgets } from './budgets.ts';
import { percentile } from './percentile.ts';

const rounds = 21;

const receiver = 'webhooks/receive-webhook';
const typical = 'projects/get-project';

const environment = {
  TABLE_NAME: 'ocore',
  PUBLIC_URL: 'https://ocore.example.com',
  ROOT_SECRET_ID: 'ocore/root-key',
  LEASE_SECRET_ID: 'ocore/lease-key',
  SECRET_PREFIX: 'ocore',
  EVENT_BUS_NAME: 'ocore',
  AWS_REGION: 'eu-central-1',
  AWS_ACCESS_KEY_ID: 'bench',
  AWS_SECRET_ACCESS_KEY: 'bench',
};

const sample = fileURLToPath(new URL('init-sample.cjs', import.meta.url));
const load = (bundle: string): number => {
  const { status, stdout } = spawnSync(process.execPath, [sample, bundle], { env: environment, encoding: 'utf8' });
  if (status !== 0) throw new Error(`${bundle} cannot be loaded.`);
  return Number(stdout);
};

/** The client as AWS ships it, in one file: what our bundles leave out of the SDK is not left out here. */
const buildBaseline = (folder: string): string => {
  const outfile = join(folder, 'bare-client.cjs');
  const credentials = '@aws-sdk/credential-provider-node';
  const alias = { [credentials]: bundleSettings.alias[credentials] };
  buildSync({ ...bundleSettings, alias, format: 'cjs', entryPoints: ['test/bench/bare-client.ts'], outfile });
  return outfile;
};

/** A copy out of this repository, whose package.json would make an ES module of a file that ends in .js. */
const copyOf = (file: string, folder: string): string => {
  const copy = join(folder, file);
  cpSync(bundleFolder(file), copy, { recursive: true });
  return join(copy, 'index.js');
};

const largest = (sizes: ReadonlyMap<string, BundleSize>): string => {
  const atStart = (file: string): number => sizes.get(file)?.atStart ?? 0;
  const files = endpoints.map(functionFile).filter((file) => file !== receiver && !providerFunctions.has(file));
  return files.reduce((one, other) => (atStart(other) > atStart(one) ? other : one));
};

const budgetOf = (file: string): number => {
  if (file === receiver) return budgets.init.receiver;
  return providerFunctions.has(file) ? budgets.init.withProvider : budgets.init.api;
};

/**
 * Module init of the receiver, a typical and the largest other function of the API, and of all that may call a provider,
 * against the bare document client of the same run.
 * @param sizes of the bundles, which have been made
 * @param wanted the functions to measure, by their place in the answer
 * @returns null for each other one
 */
export const measureModuleInit = (
  sizes: ReadonlyMap<string, BundleSize>,
  wanted: (index: number) => boolean,
): readonly (BudgetResult | null)[] => {
  const folder = mkdtempSync(join(tmpdir(), 'ocore-bench-'));
  try {
    const worst = largest(sizes);
    const baseline = buildBaseline(folder);
    const files = [receiver, typical, worst, ...providerFunctions];
    const measured = files.map((file, index) => ({
      file,
      bundle: wanted(index) ? copyOf(file, folder) : null,
      times: [] as number[],
    }));
    const bare: number[] = [];
    // Interleaved, so that a busy moment of the machine falls on all of them.
    for (let round = 0; round < rounds; round += 1) {
      bare.push(load(baseline));
      for (const { bundle, times } of measured) if (bundle !== null) times.push(load(bundle));
    }
    const about = `baseline ${percentile(bare, 0.5).toFixed(1)} ms, ${statSync(baseline).size} B`;
    process.stdout.write(`Module init, p50 of ${rounds} fresh processes (${about})\n`);
    return measured.map(({ file, bundle, times }) => {
      if (bundle === null) return null;
      // Each process against its own round's baseline: the machine may be faster in one minute than in the next.
      const ratios = times.map((ms, round) => ms / (bare[round] ?? Number.NaN));
      return atMost(
        `  ${file}, ${percentile(times, 0.5).toFixed(1)} ms`,
        percentile(ratios, 0.5),
        budgetOf(file),
        ' ×',
      );
    });
  } finally {
    rmSync(folder, { recursive: true });
  }
};
