import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import type { RunningBuild } from '#infra/console/start-build.ts';

export const page = `<!doctype html><meta property="csp-nonce" nonce="CSP_NONCE"><script type="module" src="/assets/index-1.js" nonce="CSP_NONCE"></script>`;
export const script = 'export const greeting = "Grüße";\n'.repeat(20);
export const picture = Buffer.from([137, 80, 78, 71, 0, 255]);

/** A console as a build leaves it, with a file that no request may reach. */
export class BuiltConsole {
  readonly folder = mkdtempSync(join(tmpdir(), 'ocore-built-'));
  /** How often it was built. */
  builds = 0;

  constructor() {
    mkdirSync(join(this.folder, 'assets'));
    const files: Readonly<Record<string, string | Buffer>> = {
      'index.html': page,
      'secret.txt': 'secret',
      'assets/index-1.js.br': brotliCompressSync(script),
      'assets/index-1.js.gz': gzipSync(script),
      'assets/logo-1.png': picture,
      'assets/unlisted.js': 'unlisted',
      'files.json': JSON.stringify({
        assets: {
          'index-1.js': { type: 'text/javascript; charset=utf-8', compressed: true },
          'logo-1.png': { type: 'image/png', compressed: false },
        },
      }),
    };
    for (const [name, content] of Object.entries(files)) writeFileSync(join(this.folder, name), content);
  }

  readonly startBuild = (): RunningBuild => {
    this.builds += 1;
    return { folder: Promise.resolve(this.folder), stop: () => undefined };
  };

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}
