import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { eventExamples } from '#shared/contract/openapi/event-examples.ts';
import { buildEventSchemas } from '#shared/contract/openapi/event-schemas.ts';
import { buildOpenapi } from '#shared/contract/openapi.ts';
import { configurationPage } from './cdk-package/options.ts';
import { costsPage } from './costs/costs-page.ts';

const root = new URL('..', import.meta.url);

const openapi = (): string => `${JSON.stringify(buildOpenapi(), null, 2)}\n`;

const problemPages = (): string => {
  const folder = new URL('docs/problems/', root);
  const pages = readdirSync(folder)
    .filter((name) => name.endsWith('.md'))
    .sort()
    .map((name) => [name.slice(0, -3), readFileSync(new URL(name, folder), 'utf8')]);
  return [
    '/** The pages of docs/problems, by code. Written by `npm run generate`. */',
    `export const problemPages: Readonly<Record<string, string>> = ${JSON.stringify(Object.fromEntries(pages), null, 2)};`,
    '',
  ].join('\n');
};

/** JSON as the formatter of the pages writes it: a list of texts stands in one line. */
const formatted = (value: unknown): string =>
  JSON.stringify(value, null, 2).replace(/\[\n\s+("[^"\n]*"(?:,\n\s+"[^"\n]*")*)\n\s+\]/g, (_, texts: string) => {
    return `[${texts.replace(/,\n\s+/g, ', ')}]`;
  });

/** The page of events, with the JSON below each type's heading renewed. */
const eventsPage = (): string => {
  let page = readFileSync(new URL('docs/events.md', root), 'utf8');
  for (const event of eventExamples) {
    const start = page.indexOf(`### \`${event.type}\``);
    const from = page.indexOf('```json\n', start);
    const to = page.indexOf('\n```', from);
    if (start === -1 || from === -1) throw new Error(`Add a heading for ${event.type} to docs/events.md.`);
    page = `${page.slice(0, from)}\`\`\`json\n${formatted(event)}${page.slice(to)}`;
  }
  return page;
};

const files: Readonly<Record<string, () => string>> = {
  'openapi.json': openapi,
  'shared/contract/problem-pages.ts': problemPages,
  'docs/events.md': eventsPage,
  'docs/configuration.md': configurationPage,
  'docs/costs.md': () => costsPage(readFileSync(new URL('docs/access-patterns.md', root), 'utf8')),
  'docs/events.schema.json': () => `${JSON.stringify(buildEventSchemas(), null, 2)}\n`,
};

// `--check` only reports differences from the contract.
const check = process.argv.includes('--check');
let drifted = false;
for (const [name, make] of Object.entries(files)) {
  const url = new URL(name, root);
  const text = make();
  let present = '';
  try {
    present = readFileSync(url, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
  if (present === text) continue;
  drifted = true;
  if (check) process.stderr.write(`${name} is not what the contract makes: run npm run generate and commit it.\n`);
  else writeFileSync(url, text);
}
if (check && drifted) process.exit(1);
