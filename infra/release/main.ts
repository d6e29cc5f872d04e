import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { makeRelease, plannedRelease, ReleaseRefused } from './release.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));

const usage = `npm run release -- --version 1.2.3            says what a release would do
npm run release -- --version 1.2.3 --write    writes version and changelog, and makes packages and checksums in dist/
`;

const pack = async (): Promise<readonly string[]> => {
  execFileSync('npm', ['run', '--silent', 'generate'], { cwd: root, stdio: 'inherit' });
  // Loaded only now: it takes longer than all checks.
  const [{ packCdk }, { packCli }] = await Promise.all([
    import('../cdk-package/pack-cdk.ts'),
    import('../pack-cli.ts'),
  ]);
  return [packCli(`${root}dist`), await packCdk(`${root}dist`)];
};

const { values } = parseArgs({ options: { version: { type: 'string' }, write: { type: 'boolean' } } });
const { version, write = false } = values;
const say = (text: string): boolean => process.stdout.write(text);

if (version === undefined) say(usage);
else {
  const release = { root, version, date: new Date().toISOString().slice(0, 10), pack };
  try {
    if (write) {
      const sums = await makeRelease(release);
      say(`${sums}\nNow run the gate (.ci/run), then:\n`);
      say(`git commit -am 'release: ${version}' && git tag -a v${version} -m ${version}\n`);
      say('git push --follow-tags\n');
    } else {
      const files = [...plannedRelease(release).keys()];
      say(
        `It would change ${files.join(', ')} and what is generated, and make two packages and SHA256SUMS in dist/. Add --write to do it.\n`,
      );
    }
  } catch (error) {
    if (!(error instanceof ReleaseRefused)) {
      say('No release was made. `git restore .` takes back what was written for it.\n');
      throw error;
    }
    process.stderr.write(`${error.message}\n`);
    process.exitCode = 1;
  }
}
