import { readFileSync, writeFileSync } from 'node:fs';
import { print, say } from './output.ts';
import { program } from './program.ts';
import { referenceOf } from './reference.ts';

// Renews the reference of docs/cli.md; `--check` only reports that it differs.
const page = new URL('../docs/cli.md', import.meta.url);
const heading = '## Reference\n';
const present = readFileSync(page, 'utf8');
const text = `${present.slice(0, present.indexOf(heading))}${heading}\n${referenceOf(await program())}`;

if (text !== present && process.argv.includes('--check')) {
  say('docs/cli.md is not what the commands make: run npm run generate and commit it.');
  process.exitCode = 1;
} else if (text !== present) {
  writeFileSync(page, text);
  print('docs/cli.md');
}
