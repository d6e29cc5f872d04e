import { copyFileSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { packBundles } from '#infra/cdk-package/pack-cdk.ts';
import type { OcoreOptions } from '#infra/constructs/ocore-options.ts';
import { packCli } from '#infra/pack-cli.ts';
import { freshCdkApp } from '#test/fresh-cdk-app.ts';
import { root } from '#test/run-command.ts';

/**
 * examples/minimal outside of the clone, with the packages that `npm run pack` makes of the bundles of the present release, and
 * nothing else of this repository.
 * @param folder where it is made
 * @param options of the construct, which the example leaves out
 * @returns the folder of the app
 */
export const packedApp = async (folder: string, options: OcoreOptions): Promise<string> => {
  const app = await freshCdkApp(folder, [await packBundles(folder), packCli(folder)]);
  const example = join(root, 'examples/minimal');
  const [head, tail, ...others] = readFileSync(join(example, 'app.ts'), 'utf8').split("'Projects')");
  if (tail === undefined || others.length > 0) throw new Error('examples/minimal makes its construct in another way.');
  writeFileSync(join(app, 'app.ts'), `${head}'Projects', ${JSON.stringify(options)})${tail}`);
  copyFileSync(join(example, 'cdk.json'), join(app, 'cdk.json'));
  return app;
};
