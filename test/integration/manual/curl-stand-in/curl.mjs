// Stands in for curl where a machine has none: the flags of the manual and the README, and what curl does with them.
import { readFileSync } from 'node:fs';

const headers = { accept: '*/*' };
let method;
let body;
let url = '';
let after = '';
for (const given = process.argv.slice(2); given.length > 0; ) {
  const flag = given.shift();
  if (flag === '-X') method = given.shift();
  else if (flag === '-d') body = given.shift();
  else if (flag === '--data-binary') body = readFileSync(given.shift().slice(1));
  else if (flag === '-w') after = given.shift().replaceAll('\\n', '\n');
  else if (flag === '-H') {
    const [name, ...value] = given.shift().split(':');
    headers[name.toLowerCase()] = value.join(':').trim();
  } else if (flag.startsWith('-') && !['-s', '-sS'].includes(flag))
    throw new Error(`This stand-in for curl does not know ${flag}.`);
  else if (!flag.startsWith('-')) url = flag;
}
const answer = await fetch(url, { method: method ?? (body === undefined ? 'GET' : 'POST'), headers, body });
process.stdout.write((await answer.text()) + after);
