import { copyFileSync } from 'node:fs';
import { bundleFolder } from './bundle.ts';
import { functionFiles } from './functions.ts';

const fileName = 'ca-bundle.pem';

/** Where a function finds the authorities that it trusts besides the usual ones. Node reads the file of this variable. */
export const caBundleVariables = { NODE_EXTRA_CA_CERTS: `/var/task/${fileName}` } as const;

/** Puts a file with certificates beside the code of each function. */
export const addCaBundle = (path: string): void => {
  for (const file of functionFiles) copyFileSync(path, `${bundleFolder(file)}/${fileName}`);
};
