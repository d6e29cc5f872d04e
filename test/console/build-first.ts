import { ownSources } from '#infra/console/console-sources.ts';
import { ensureConsole } from '#infra/console/ensure-console.ts';

/** Builds the console before the first test: the service would build it while a browser waits. */
export const setup = async (): Promise<void> => {
  await ensureConsole(ownSources);
};
