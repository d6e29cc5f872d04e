import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Claim } from '#shared/contract/runner.ts';
import { commandEnvironment } from './command-environment.ts';
import { readCommandReport, reportedPlan } from './command-report.ts';
import { DeployFailure } from './deploy-failure.ts';
import type { DeploymentLog } from './deployment-log.ts';
import { type Prepared, prepare } from './prepare.ts';
import { clearPrivateDirectory, keyRoot, makePrivateDirectory, removePrivateDirectory } from './private-directory.ts';
import type { Redactor } from './redactor.ts';
import { type CommandResult, runGuarded } from './run-guarded.ts';
import type { CommitFacts, Completion } from './runner-api.ts';

/** The deploy command. */
export type DeployCommand = {
  /** Absolute. */
  readonly file: string;
  readonly arguments: readonly string[];
  readonly passEnv: readonly string[];
  readonly timeoutMs: number;
  /** Between SIGTERM and SIGKILL. */
  readonly graceMs: number;
};

export type DeployOptions = {
  readonly claim: Claim;
  /** Where the claim came from. */
  readonly apiUrl: string;
  readonly command: DeployCommand;
  /** The folder for the files of a commit while its command runs. */
  readonly workRoot: string;
  /** The folder of objects that are kept between deployments, if any. */
  readonly cacheRoot: string | null;
  readonly log: DeploymentLog;
  readonly redactor: Redactor;
  /** Takes what is found in the commit, as soon as it is found. */
  readonly report: (facts: CommitFacts) => void;
  /** Ends the deployment. Its reason is an Interruption. */
  readonly signal: AbortSignal;
};

/** What the command gets of the work directory. */
type Directory = { readonly sourceDirectory: string; readonly reportFile: string };

const run = async (options: DeployOptions, prepared: Prepared, directory: Directory): Promise<CommandResult> => {
  const { sourceDirectory, reportFile } = directory;
  const { claim, command, log } = options;
  const readers = { stdout: log.reader(), stderr: log.reader() };
  log.say(`ocore: running ${[command.file, ...command.arguments].join(' ')}`);
  const ended = await runGuarded({
    file: command.file,
    arguments: command.arguments,
    directory: sourceDirectory,
    environment: commandEnvironment(
      {
        claim,
        ...prepared,
        sourceDirectory,
        reportFile,
        changedModules: prepared.planned.modules,
        rootModule: prepared.planned.rootModule,
      },
      process.env,
      command.passEnv,
    ),
    marker: `OCORE_DEPLOYMENT_ID=${claim.deployment.id}`,
    remove: [sourceDirectory],
    signal: options.signal,
    graceMs: command.graceMs,
    timeoutMs: command.timeoutMs,
    onOutput: (stream, chunk) => {
      readers[stream].write(chunk);
      return log.room();
    },
  });
  readers.stdout.end();
  readers.stderr.end();
  return ended;
};

const resultOf = (ended: CommandResult, { timeoutMs }: DeployCommand, reported: string | null): Completion => {
  if (ended.code === 0 && !ended.timedOut) return { status: 'succeeded' };
  const how = ended.code === null ? `was ended by ${ended.signal}` : `ended with code ${ended.code}`;
  const message = ended.timedOut
    ? `The command took more than ${timeoutMs / 60_000} min and was ended. Raise --timeout to allow more.`
    : `The command ${how}.`;
  return {
    status: 'failed',
    statusReason: reported ?? message,
    errorMessage: reported === null ? message : `${message} ${reported}`,
  };
};

/**
 * Carries out a claimed deployment: key, commit, files, command. The key is removed before the command starts, the
 * files before this returns.
 * @returns the result, without what was reported of the commit; null if the signal ended it
 */
export const deploy = async (options: DeployOptions): Promise<Completion | null> => {
  const { claim, apiUrl, command, log, redactor, report, signal } = options;
  const keyDirectory = makePrivateDirectory(keyRoot());
  try {
    const workDirectory = makePrivateDirectory(options.workRoot);
    try {
      const sourceDirectory = join(workDirectory, 'source');
      mkdirSync(sourceDirectory);
      const say = (text: string): void => log.say(text);
      const prepared = await prepare({
        ...{ claim, apiUrl, keyDirectory, sourceDirectory, redactor, signal, say, report },
        cacheRoot: options.cacheRoot,
      });
      removePrivateDirectory(keyDirectory);
      if (signal.aborted) return null;
      const { manifestInvalid, seriesMismatch } = prepared.planned;
      // Odoo also refuses the version of a module that is made for another series: the guard says more about it.
      if (seriesMismatch !== null && !claim.deployment.ignoreSeries) {
        return { status: 'failed', statusReason: seriesMismatch, errorMessage: seriesMismatch };
      }
      if (manifestInvalid !== null) {
        return { status: 'failed', statusReason: manifestInvalid, errorMessage: manifestInvalid };
      }
      const reportFile = join(workDirectory, 'report.json');
      // Beside the command, which takes longer. It is given nothing that the command can reach by its own paths.
      const laidOut = prepared.layOut();
      const ended = await run(options, prepared, { sourceDirectory, reportFile });
      await laidOut;
      const reported = readCommandReport(reportFile, redactor, say);
      if (reported !== null) report({ changePlan: reportedPlan(prepared.planned.changePlan, reported) });
      return signal.aborted && ended.stopped ? null : resultOf(ended, command, reported?.statusReason ?? null);
    } finally {
      // A command that ran as another user may leave files that cannot be removed. That does not fail the deployment.
      try {
        await clearPrivateDirectory(workDirectory);
      } catch (error) {
        log.say(`ocore: ${workDirectory} could not be removed: ${(error as Error).message}. Remove it by hand.`);
      }
    }
  } catch (error) {
    if (signal.aborted) return null;
    if (!(error instanceof DeployFailure)) throw error;
    if (error.detail !== null) for (const line of error.detail.split('\n')) log.say(line);
    return { status: error.status, statusReason: error.reason, errorMessage: error.detail ?? error.reason };
  } finally {
    removePrivateDirectory(keyDirectory);
  }
};
