import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const hasCurl = spawnSync('curl', ['--version']).status === 0;
const standIn = fileURLToPath(new URL('curl-stand-in/curl.mjs', import.meta.url));

/** What a shell script begins with so that `curl` works: nothing, or a stand-in where the machine has no curl. */
export const curlPrelude = hasCurl ? '' : `curl() { "${process.execPath}" "${standIn}" "$@"; }\n`;

if (!hasCurl) process.stderr.write('curl is not installed: a stand-in runs the documented lines instead.\n');
