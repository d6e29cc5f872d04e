import { cpSync } from 'node:fs';
import { basename } from 'node:path';
import { pageFunction } from '#shared/contract/pages.ts';
import { bundleFolder } from '../bundle.ts';
import { manifestFile } from './build-console.ts';

/** Puts a built console beside the code of the function that serves it. */
export const addConsole = (built: string): void =>
  cpSync(built, `${bundleFolder(pageFunction)}/console`, {
    recursive: true,
    filter: (path) => basename(path) !== manifestFile,
  });
