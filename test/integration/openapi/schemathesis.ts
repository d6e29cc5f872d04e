import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import * as z from 'zod';
import type { Finding } from './accepted-findings.ts';

const run = promisify(execFile);
const here = (name: string): string => fileURLToPath(new URL(name, import.meta.url));

/** Installs Schemathesis from PyPI into a folder, with exact versions of all that it needs. */
const install = async (folder: string): Promise<string> => {
  await run('python3', ['-m', 'venv', folder]);
  const pip = ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check'];
  await run(join(folder, 'bin/python'), [...pip, '--requirement', here('requirements.txt')]);
  return join(folder, 'bin/st');
};

const Bytes = z.object({ $base64: z.string() }).transform((one) => Buffer.from(one.$base64, 'base64').toString());
const Check = z.object({ name: z.string(), status: z.string() });
const Interaction = z.object({
  response: z.nullable(z.object({ status_code: z.int(), content: z.nullable(z.union([Bytes, z.string()])) })),
});
const Scenario = z.object({
  recorder: z.object({
    label: z.string(),
    checks: z.record(z.string(), z.array(Check)).default({}),
    interactions: z.record(z.string(), Interaction).default({}),
  }),
});
const Event = z.object({ ScenarioFinished: Scenario.optional(), NonFatalError: z.unknown().optional() });
const ProblemBody = z.object({
  code: z.string(),
  detail: z.string(),
  errors: z.array(z.object({ pointer: z.string(), detail: z.string() })).optional(),
});

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
};

const findingsOf = ({ recorder }: z.infer<typeof Scenario>): readonly Finding[] =>
  Object.entries(recorder.checks).flatMap(([id, checks]) =>
    checks
      .filter(({ status }) => status !== 'success')
      .map(({ name }) => {
        const response = recorder.interactions[id]?.response;
        const { data } = ProblemBody.safeParse(parsed(response?.content ?? ''));
        const fields = data?.errors?.map(({ pointer, detail }) => `${pointer}: ${detail}`);
        return {
          check: name,
          operation: recorder.label,
          status: response?.status_code ?? 0,
          code: data?.code ?? null,
          faults: fields ?? (data === undefined ? [] : [data.detail]),
        };
      }),
  );

export type Run = {
  readonly findings: readonly Finding[];
  /** What could not be tested, as Schemathesis says it. */
  readonly errors: readonly unknown[];
  /** `METHOD /path` of each operation that was called. */
  readonly operations: ReadonlySet<string>;
  readonly calls: number;
};

/**
 * Installs Schemathesis, and runs its phases examples, coverage and fuzzing. Each run sends the same requests.
 * @param folder empty, for the installation and the report
 * @param service that answers
 */
export const runSchemathesis = async (
  folder: string,
  service: { readonly url: string; readonly token: string },
): Promise<Run> => {
  const report = join(folder, 'report.ndjson');
  const options = [
    ...['--config-file', here('schemathesis.toml'), 'run', here('../../../openapi.json'), '--url', service.url],
    ...['--header', `Authorization: Bearer ${service.token}`, '--phases', 'examples,coverage,fuzzing'],
    ...['--no-color', '--report-ndjson-path', report],
  ];
  const env = { ...process.env, SCHEMATHESIS_HOOKS: here('hooks.py') };
  const settings = { cwd: folder, env, maxBuffer: 1024 ** 3 };
  const { code, output } = await run(await install(join(folder, 'venv')), options, settings).then(
    () => ({ code: 0, output: '' }),
    (error: { code?: unknown; stdout?: unknown; stderr?: unknown }) => ({
      code: error.code,
      output: `${error.stdout}${error.stderr}`,
    }),
  );
  // 1: there are findings, which the report holds.
  if (code !== 0 && code !== 1) throw new Error(`Schemathesis ended with ${code}: ${output.slice(-4000)}`);
  const events = readFileSync(report, 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => Event.parse(JSON.parse(line)));
  const scenarios = events.flatMap(({ ScenarioFinished }) => ScenarioFinished ?? []);
  return {
    findings: scenarios.flatMap(findingsOf),
    errors: events.flatMap(({ NonFatalError }) => NonFatalError ?? []),
    operations: new Set(scenarios.map(({ recorder }) => recorder.label)),
    calls: scenarios.reduce((sum, { recorder }) => sum + Object.keys(recorder.interactions).length, 0),
  };
};
