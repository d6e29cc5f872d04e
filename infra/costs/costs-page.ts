import { type Priced, prices, pricesOf } from './prices.ts';
import { type Amounts, type Scenario, scenariosOf, type Units } from './scenarios.ts';

/** The units of each row of docs/access-patterns.md, table and index together. */
export const unitsOf = (page: string): ReadonlyMap<string, Units> =>
  new Map(
    page
      .split('\n')
      .filter((line) => /^\| *AP-/.test(line))
      .map((line) => {
        const [, id = '', , , , read, table, index] = line.split('|').map((cell) => cell.trim());
        return [id, { read: Number(read), write: Number(table) + Number(index) }];
      }),
  );

const dollars = (amount: number): string => `$${amount.toFixed(2)}`;
const rounded = (amount: number): string =>
  amount >= 10 ? Math.round(amount).toLocaleString('en-US') : String(Number(amount.toFixed(2)));

/** Dollars of a scenario. */
export const totalOf = (amounts: Amounts): number =>
  Object.entries(amounts).reduce((sum, [name, amount]) => sum + amount * prices[name as Priced], 0);

const table = (rows: readonly (readonly string[])[]): string => {
  const widths = rows[0]?.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0))) ?? [];
  const lines = rows.map((row) => `| ${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(' | ')} |`);
  const [head = '', ...body] = lines;
  return [head, `| ${widths.map((width) => '-'.repeat(width)).join(' | ')} |`, ...body].join('\n');
};

const section = ({ title, assumes, amounts }: Scenario): string => {
  const rows = Object.entries(amounts).map(([name, amount]) => [
    name,
    rounded(amount),
    dollars(amount * prices[name as Priced]),
  ]);
  return `## ${title}\n\n${assumes}\n\n${table([['Billed', 'Amount', 'Price'], ...rows, ['Together', '', dollars(totalOf(amounts))]])}\n`;
};

/** docs/costs.md. @param patterns docs/access-patterns.md, whose units a test compares with the database's own */
export const costsPage = (patterns: string): string => {
  const scenarios = scenariosOf(unitsOf(patterns));
  const summary = table([
    ['What', 'Price'],
    ...scenarios.map(({ title, amounts }) => [title, dollars(totalOf(amounts))]),
  ]);
  const list = table([
    ['Billed', 'Price'],
    ...Object.entries(prices).map(([name, price]) => [
      name,
      price < 0.01 ? `$${Number((price * 1e6).toFixed(4))} a million` : dollars(price),
    ]),
  ]);
  return `# What it costs

Written by \`npm run generate\`, from the units of [access-patterns.md](access-patterns.md) and AWS's list prices of ${pricesOf} for
us-east-1, without free tiers: look whether they have changed. What no test counts is assumed, and stands in \`infra/costs/scenarios.ts\`: an invocation takes
60 ms at 512 MB and logs 1.2 KB. Storage is left out: a thousand deliveries with their deployments are a few megabytes.

${summary}

A runner is dear because Lambda bills the time that a claim waits. Where that counts, let CodeBuild carry out deployments
([operations.md](operations.md), "Deploying from CodeBuild"): then nothing waits.

${scenarios.map(section).join('\n')}
## Prices

${list}
`;
};
