import { spawnSync } from 'node:child_process';
import { basename } from 'node:path';
import type { RunnerSetup } from '#shared/contract/runner-setup.ts';
import { type Finding, fault, fine } from '../../doctor/finding.ts';

/** The scripts of this product, which know `--check`. Any other program would deploy. */
const checkable = ['deploy-odoo.sh', 'deploy-odoo-docker.sh'];
const timeoutMs = 120_000;

/**
 * Lets the reference script prove its settings, Odoo and the database; null for another command.
 * Source: docs/odoo.md, "The reference script".
 * @param environment of the command
 */
export const odooFinding = (
  command: string,
  environment: NodeJS.ProcessEnv,
  type: RunnerSetup['environment']['type'] | null,
): Finding | null => {
  if (!checkable.includes(basename(command))) return null;
  const { error, status, stdout, stderr } = spawnSync(command, ['--check'], {
    env: { ...environment, OCORE_ENVIRONMENT_TYPE: type ?? '' },
    encoding: 'utf8',
    timeout: timeoutMs,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const line = (text: string): string =>
    text
      .trim()
      .split('\n')
      .map((part) => part.trim())
      .join(' ');
  if (error === undefined && status === 0) return fine('Odoo', line(stdout));
  const detail = error?.message ?? line(stderr).replace(/^deploy-odoo: /, '');
  return fault('Odoo', detail, `Correct deploy-odoo.env beside ${command}. docs/odoo.md lists the settings.`);
};
