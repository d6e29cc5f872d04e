import { type Priced, priceOf, prices, pricesOf } from './prices.ts';
import { type Amounts, askingRunner, claimPauses, type Scenario, scenariosOf, type Units } from './scenarios.ts';

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
  Object.entries(amounts).reduce((sum, [name, amount]) => sum + amount * priceOf(name as Priced).price, 0);

const table = (rows: readonly (readonly string[])[]): string => {
  const widths = rows[0]?.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0))) ?? [];
  const lines = rows.map((row) => `| ${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(' | ')} |`);
  const [head = '', ...body] = lines;
  return [head, `| ${widths.map((width) => '-'.repeat(width)).join(' | ')} |`, ...body].join('\n');
};

const linkTo = (url: string): string => `[${new URL(url).hostname}](${url})`;

const section = ({ title, assumes, amounts }: Scenario): string => {
  const rows = Object.entries(amounts).map(([name, amount]) => [
    name,
    rounded(amount),
    dollars(amount * priceOf(name as Priced).price),
  ]);
  return `## ${title}\n\n${assumes}\n\n${table([['Billed', 'Amount', 'Price'], ...rows, ['Together', '', dollars(totalOf(amounts))]])}\n`;
};

/** Dollars of a runner that never asks more rarely. */
const busyRunnerOf = (units: ReadonlyMap<string, Units>): number => totalOf(askingRunner(units, claimPauses.busy));

/** docs/costs.md. @param patterns docs/access-patterns.md, whose units a test compares with the database's own */
export const costsPage = (patterns: string): string => {
  const scenarios = scenariosOf(unitsOf(patterns));
  const summary = table([
    ['What', 'Price'],
    ...scenarios.map(({ title, amounts }) => [title, dollars(totalOf(amounts))]),
  ]);
  const list = table([
    ['Billed', 'Price', 'AWS says it on', 'Read on'],
    ...(Object.keys(prices) as Priced[]).map((name) => {
      const { price, page, copy } = priceOf(name);
      const read = copy === undefined ? 'that page' : `${linkTo(copy.url)}, ${copy.dated}`;
      return [
        name,
        price < 0.01 ? `$${Number((price * 1e6).toFixed(4))} a million` : dollars(price),
        `[${new URL(page).pathname}](${page})`,
        read,
      ];
    }),
  ]);
  return `# What it costs

Written by \`npm run generate\`, from the units of [access-patterns.md](access-patterns.md) and AWS's list prices for us-east-1, looked up
on ${pricesOf}, without free tiers. What no test counts is assumed, and stands in \`infra/costs/scenarios.ts\`: an invocation takes
60 ms at 512 MB and logs 1.2 KB. Storage is left out: a thousand deliveries with their deployments are a few megabytes.

${summary}

A runner that waits costs what it asks. It asks again after 2 to 4 s, and where nothing was queued for ten minutes after 5 to 10 s:
${dollars(busyRunnerOf(unitsOf(patterns)))} a month if it always asked as at first ([D-116](decisions/D-116-how-often-idle-runners-ask.md)). Where many environments wait most of
the time, let CodeBuild carry out their deployments ([operations.md](operations.md), "Deploying from CodeBuild"): then nothing asks.

${scenarios.map(section).join('\n')}
## Prices

AWS's own pages fill their tables in the browser. Where the number cannot be read in what is stored of such a page, it was read in
somebody's copy, named in the last column: look whether AWS's page says the same today.

${list}
`;
};
