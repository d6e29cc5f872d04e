import { startBuild } from '#infra/console/start-build.ts';

/**
 * Builds the console before the first test: the service would build it while a browser waits. In a process of its own, as
 * the service does: in that of Vitest it would be a build for development, under the name of the real one.
 */
export const setup = async (): Promise<void> => {
  await startBuild().folder;
};
