import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

/** Where a person works: files that are committed and pushed with real git. */
export class WorkTree {
  readonly path = mkdtempSync(join(tmpdir(), 'ocore-work-'));

  /** @param remote the bare repository that is pushed to */
  constructor(remote: string, format: 'sha1' | 'sha256' = 'sha1') {
    this.git('init', '--quiet', '--template=', '--initial-branch=main', `--object-format=${format}`);
    this.git('remote', 'add', 'origin', remote);
  }

  git(...args: readonly string[]): string {
    const identity = ['-c', 'user.name=Mona Lisa', '-c', 'user.email=mona@acme.example'];
    return execFileSync('git', ['-C', this.path, ...identity, '-c', 'protocol.file.allow=always', ...args], {
      encoding: 'utf8',
      env: { PATH: process.env.PATH, GIT_CONFIG_NOSYSTEM: '1', GIT_CONFIG_GLOBAL: '/dev/null' },
      stdio: ['ignore', 'pipe', 'pipe'],
    }).trim();
  }

  write(name: string, text: string): void {
    const file = join(this.path, name);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
  }

  /** @returns the commit's id */
  commit(files: Readonly<Record<string, string>>): string {
    for (const [name, text] of Object.entries(files)) this.write(name, text);
    this.git('add', '--all');
    this.git('commit', '--quiet', '--allow-empty', '-m', 'A change');
    return this.git('rev-parse', 'HEAD');
  }

  /** Commits, and pushes to the branch. @returns the commit's id */
  push(branch: string, files: Readonly<Record<string, string>> = {}): string {
    const id = this.commit(files);
    this.git('push', '--quiet', '--force', 'origin', `HEAD:refs/heads/${branch}`);
    return id;
  }

  remove(): void {
    rmSync(this.path, { recursive: true, force: true });
  }
}
