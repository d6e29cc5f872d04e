import { fileURLToPath } from 'node:url';
import { packCli } from './pack-cli.ts';

process.stdout.write(`${packCli(fileURLToPath(new URL('../dist', import.meta.url)))}\n`);
