import { fileURLToPath } from 'node:url';
import { packCdk } from './cdk-package/pack-cdk.ts';
import { packCli } from './pack-cli.ts';

const folder = fileURLToPath(new URL('../dist', import.meta.url));
process.stdout.write(`${packCli(folder)}\n${await packCdk(folder)}\n`);
