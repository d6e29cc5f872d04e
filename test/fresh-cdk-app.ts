import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root, runCommand } from '#test/run-command.ts';

/**
 * A CDK app without any file, outside of the clone, in which both packages are installed from their tarballs.
 * @param folder where it is made
 * @returns the folder of the app
 * @throws Error if they cannot be installed
 */
export const freshCdkApp = async (folder: string, tarballs: readonly string[]): Promise<string> => {
  const app = join(folder, 'app');
  mkdirSync(join(app, 'node_modules'), { recursive: true });
  writeFileSync(join(app, 'package.json'), JSON.stringify({ private: true, type: 'module' }));
  const install = ['install', '--offline', '--legacy-peer-deps', '--no-audit', '--no-fund', ...tarballs];
  const { code, stderr } = await runCommand('npm', install, { cwd: app });
  if (code !== 0) throw new Error(`npm ${install.join(' ')}: ${stderr}`);
  // What every CDK app has: linked, since no test reaches a registry.
  for (const name of ['aws-cdk-lib', 'constructs']) {
    symlinkSync(join(root, 'node_modules', name), join(app, 'node_modules', name));
  }
  return app;
};
