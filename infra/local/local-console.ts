import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import { askedOf } from '#shared/contract/pages.ts';
import { ConsoleBuildFailed, type RunningBuild, startBuild } from '../console/start-build.ts';
import type { Reply } from './gateway-reply.ts';

const escapeHtml = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');

const failedPage = ({ message }: ConsoleBuildFailed): Reply => ({
  statusCode: 500,
  headers: {
    'content-type': 'text/html; charset=utf-8',
    'content-security-policy': "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'no-referrer',
    'cache-control': 'no-store',
  },
  body: `<!doctype html>\n<html lang="en"><head><meta charset="utf-8"><title>The console could not be built</title></head>\n<body>\n<h1>The console could not be built</h1>\n<p>The API works all the same. Mend what stands below and load this page again: it is built anew then.</p>\n<pre>${escapeHtml(message)}</pre>\n</body></html>\n`,
});

const stopped: RunningBuild = {
  folder: Promise.reject(new ConsoleBuildFailed('The service stops.')),
  stop: () => undefined,
};
stopped.folder.catch(() => undefined);

/**
 * The console of `npm start`: it is built when its sources have changed, in the background or when it is first asked for. A
 * request for it waits for the build, and no other request does.
 * Source: docs/design/console.md, "Building on one machine".
 */
export class LocalConsole {
  readonly #start: () => RunningBuild;
  #build: RunningBuild | null = null;
  #isStopped = false;

  constructor(start: () => RunningBuild = startBuild) {
    this.#start = start;
  }

  /** Builds the console in the background. A failure is shown to whoever asks for the page. */
  begin(): void {
    this.#running().folder.catch(() => undefined);
  }

  /** Lets a request for the console wait until it is built. @returns the page that tells why it is not; null otherwise */
  async answer(event: APIGatewayProxyEventV2): Promise<Reply | null> {
    const { method } = event.requestContext.http;
    if (askedOf(event.routeKey, method, event.rawPath, event.headers.accept ?? '').kind === 'problem') return null;
    const build = this.#running();
    try {
      // The function that serves the console reads it when it is first asked for.
      process.env.CONSOLE_FOLDER = await build.folder;
      return null;
    } catch (error) {
      // The next request builds anew.
      if (this.#build === build) this.#build = null;
      if (error instanceof ConsoleBuildFailed) return failedPage(error);
      throw error;
    }
  }

  /** Ends a build that runs, and begins none from now on. */
  async stop(): Promise<void> {
    this.#isStopped = true;
    const build = this.#build;
    build?.stop();
    await build?.folder.catch(() => undefined);
  }

  #running(): RunningBuild {
    if (this.#isStopped) return stopped;
    this.#build ??= this.#start();
    return this.#build;
  }
}
