import { bundleFunctions } from './bundle.ts';
import { reportConsoleSize } from './console/report-size.ts';
import { startBuild } from './console/start-build.ts';
import { providerFunctions } from './functions.ts';

/** Bytes, minified. Source: docs/design/promises.md, "Bytes". */
const budgets = {
  receiver: { atStart: 280_000, inAll: 360_000 },
  api: { atStart: 390_000, inAll: 470_000 },
  withProvider: { atStart: 360_000, inAll: 800_000 },
};

const budgetOf = (file: string) => {
  if (file === 'webhooks/receive-webhook') return budgets.receiver;
  return providerFunctions.has(file) ? budgets.withProvider : budgets.api;
};

const [built, sizes] = await Promise.all([startBuild().folder, bundleFunctions()]);
let over = 0;
for (const [file, size] of [...sizes].sort(([, one], [, another]) => another.inAll - one.inAll)) {
  const budget = budgetOf(file);
  const fits = size.inAll <= budget.inAll && size.atStart <= budget.atStart;
  if (!fits) over += 1;
  const [inAll, atStart] = [String(size.inAll).padStart(8), String(size.atStart).padStart(8)];
  const bytes = `${inAll} of ${budget.inAll}, at its start ${atStart} of ${budget.atStart}`;
  process.stdout.write(`${bytes}  ${file}${fits ? '' : '  OVER BUDGET'}\n`);
}
const ofConsole = reportConsoleSize(built);
process.stdout.write(`${ofConsole.lines.join('\n')}\n`);
if (over + ofConsole.over > 0) {
  process.stderr.write(`${over} function(s) and ${ofConsole.over} part(s) of the console over budget.\n`);
  process.exit(1);
}
