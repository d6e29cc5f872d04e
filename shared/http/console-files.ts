import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { brotliDecompress } from 'node:zlib';
import * as z from 'zod/mini';
import { buildListFile, ConsoleBuild, noncePlaceholder } from '#shared/contract/console-build.ts';
import type { ContentCoding } from './content-coding.ts';

const endings = { br: '.br', gzip: '.gz', identity: '' } as const;

/**
 * The built console. Each file is read when it is first asked for. An asset is one that the build has listed: a name from
 * a request never becomes a path by itself.
 */
export class ConsoleFiles {
  readonly #folder: string;
  #built: Promise<ConsoleBuild> | null = null;
  readonly #read = new Map<string, Promise<Buffer>>();

  constructor(folder: string) {
    this.#folder = folder;
  }

  /** The page, with the nonce of one answer. */
  async page(nonce: string): Promise<string> {
    const page = await this.#file('index.html');
    return page.toString().replaceAll(noncePlaceholder, nonce);
  }

  /** @returns null if there is no such asset; the coding is `identity` where the asset is not compressed */
  async asset(
    name: string,
    wanted: ContentCoding,
  ): Promise<{ readonly type: string; readonly coding: ContentCoding; readonly bytes: Buffer } | null> {
    const { assets } = await this.#listed();
    const found = Object.hasOwn(assets, name) ? assets[name] : undefined;
    if (found === undefined) return null;
    const path = join('assets', name);
    if (!found.compressed) return { type: found.type, coding: 'identity', bytes: await this.#file(path) };
    // Plain is rare, and would double what is uploaded.
    const stored = wanted === 'identity' ? 'br' : wanted;
    const bytes = await this.#file(`${path}${endings[stored]}`);
    return {
      type: found.type,
      coding: wanted,
      bytes: wanted === 'identity' ? await promisify(brotliDecompress)(bytes) : bytes,
    };
  }

  #listed(): Promise<ConsoleBuild> {
    this.#built ??= this.#file(buildListFile).then((text) => z.parse(ConsoleBuild, JSON.parse(text.toString())));
    // A list that could not be read is read again.
    this.#built.catch(() => {
      this.#built = null;
    });
    return this.#built;
  }

  #file(path: string): Promise<Buffer> {
    const known = this.#read.get(path);
    if (known !== undefined) return known;
    const reading = readFile(join(this.#folder, path));
    this.#read.set(path, reading);
    reading.catch(() => this.#read.delete(path));
    return reading;
  }
}
