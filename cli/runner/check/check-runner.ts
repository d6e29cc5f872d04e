import type { RunOptions } from '../../commands/runner/run-options.ts';
import { type Finding, fault } from '../../doctor/finding.ts';
import { serviceAddress } from '../../service-address.ts';
import { session } from '../../session.ts';
import { inheritedVariables } from '../command-environment.ts';
import { requireIds } from '../runner-of.ts';
import { fetchFindings } from './fetch-findings.ts';
import { pathFindings, programFindings } from './host-findings.ts';
import { odooFinding } from './odoo-finding.ts';
import { askService } from './service-findings.ts';

export type CheckOptions = Pick<RunOptions, 'project' | 'environment' | 'command' | 'workDir' | 'cacheDir' | 'passEnv'>;

/**
 * Proves on this host what a deployment will need. Nothing is claimed and nothing is changed.
 * Source: docs/runner.md, "Before the first deployment".
 * @throws UsageError for ids that are none; ApiFailure for what has no finding of its own
 */
export const checkRunner = async (
  options: CheckOptions,
  environment: NodeJS.ProcessEnv,
  now: () => number,
): Promise<readonly Finding[]> => {
  requireIds(options);
  const apiUrl = serviceAddress(environment);
  const { findings, setup } = await askService({
    client: session(environment),
    baseUrl: apiUrl,
    hasToken: (environment.OCORE_TOKEN ?? '') !== '',
    projectId: options.project,
    environmentId: options.environment,
    now,
  });
  const programs = programFindings();
  const paths = pathFindings(options);
  const canFetch = setup !== null && programs.every(({ ok }) => ok);
  const fetched = canFetch ? await fetchFindings({ setup, apiUrl, projectId: options.project }) : [];
  const isRunnable = paths.every(({ ok, check }) => ok || check !== 'command');
  const odoo = isRunnable
    ? odooFinding(options.command, inheritedVariables(environment, options.passEnv), setup?.environment.type ?? null)
    : null;
  const platform =
    process.platform === 'linux' ? [] : [fault('system', `This is ${process.platform}.`, 'Run the runner on Linux.')];
  return [...platform, ...findings, ...programs, ...paths, ...fetched, ...(odoo === null ? [] : [odoo])];
};
