import { bundleFunctions } from './bundle.ts';
import { providerFunctions } from './functions.ts';

/** Bytes, minified. Source: docs/design/promises.md, "Bytes". */
const budgets = { receiver: 360_000, api: 470_000, withProvider: 800_000 };

const budgetOf = (file: string): number => {
  if (file === 'webhooks/receive-webhook') return budgets.receiver;
  return providerFunctions.has(file) ? budgets.withProvider : budgets.api;
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
