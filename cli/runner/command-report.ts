import { closeSync, constants, fstatSync, openSync, readFileSync } from 'node:fs';
import * as z from 'zod/mini';
import { $ZodError } from 'zod/v4/core';
import { ModuleUpdate } from '#shared/contract/runner.ts';
import { cutText, textLimits } from '#shared/contract/text-limits.ts';
import type { ChangePlan } from './change-plan/plan-changes.ts';
import type { Redactor } from './redactor.ts';

const maxBytes = 65_536;

const CommandReport = z.object({
  updates: z.array(ModuleUpdate),
  warnings: z.array(z.string()),
  statusReason: z.nullable(z.string()),
});

/** What a deploy command tells in the file of OCORE_REPORT. Source: docs/runner.md, "What the command can tell". */
export type CommandReport = z.infer<typeof CommandReport>;

/** The text of a file; null if there is none. @throws Error if it is no ordinary file, or too long */
const textOf = (file: string): string | null => {
  let descriptor: number;
  try {
    // The command chose what stands there: no link to a file of the runner, and no pipe that nobody writes to.
    descriptor = openSync(file, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
  try {
    const stats = fstatSync(descriptor);
    if (!stats.isFile()) throw new Error('It must be an ordinary file.');
    if (stats.size > maxBytes) throw new Error(`It must have at most ${maxBytes / 1024} KB.`);
    return readFileSync(descriptor, 'utf8');
  } finally {
    closeSync(descriptor);
  }
};

/**
 * Reads the report of a deploy command, without secrets. One that cannot be read is skipped, with a line in the log.
 * @returns null if there is none
 */
export const readCommandReport = (
  file: string,
  redactor: Redactor,
  say: (text: string) => void,
): CommandReport | null => {
  try {
    const text = textOf(file);
    if (text === null) return null;
    const { updates, warnings, statusReason } = CommandReport.parse(JSON.parse(text));
    return {
      updates,
      warnings: warnings.map((warning) => cutText(redactor.redact(warning), textLimits.warning)),
      statusReason: statusReason === null || statusReason === '' ? null : redactor.redact(statusReason),
    };
  } catch (error) {
    const reason = error instanceof $ZodError ? z.prettifyError(error) : (error as Error).message;
    say(`ocore: the command's report in OCORE_REPORT is passed over: ${reason.replaceAll(/\s+/g, ' ')}`);
    return null;
  }
};

/** The change plan with what the command updates and warns of, within the limits of the service. */
export const reportedPlan = (plan: ChangePlan, report: CommandReport): ChangePlan => {
  const left = report.updates.length - textLimits.updates;
  const more = left > 0 ? [`The command updates ${left} more modules.`] : [];
  return {
    ...plan,
    updates: report.updates.slice(0, textLimits.updates),
    warnings: [...plan.warnings, ...more, ...report.warnings].slice(0, textLimits.warnings),
  };
};
