import { bundleFunctions } from './bundle.ts';

/** Bytes, minified. Source: design §11. */
const budgets = { receiver: 360_000, api: 470_000, withProvider: 800_000 };

/** Those that talk to a provider's API or to an SSH server: octokit and ssh2 come along. */
const withProvider: readonly string[] = [
  'repository/connect-repository',
  'repository/disconnect-repository',
  'repository/reconfigure-webhook',
  'repository/regenerate-key',
  'repository/sync-repository',
  'repository/validate-repository',
  'deployments/approve-deployment',
  'deployments/redeploy',
  'deployments/start-deployment',
  'settings/update-provider-settings',
  'projects/purge-project',
  'events/report-status',
  'schedules/tick',
];

const budgetOf = (file: string): number => {
  if (file === 'webhooks/receive-webhook') return budgets.receiver;
  return withProvider.includes(file) ? budgets.withProvider : budgets.api;
};

let over = 0;
for (const [file, bytes] of [...bundleFunctions()].sort(([, one], [, another]) => another - one)) {
  const fits = bytes <= budgetOf(file);
  if (!fits) over += 1;
  process.stdout.write(`${String(bytes).padStart(8)} of ${budgetOf(file)}  ${file}${fits ? '' : '  OVER BUDGET'}\n`);
}
if (over > 0) {
  process.stderr.write(`${over} function(s) over budget.\n`);
  process.exit(1);
}
