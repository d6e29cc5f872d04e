import { bundleFunctions } from './bundle.ts';
import { addConsole } from './console/add-console.ts';
import { startBuild } from './console/start-build.ts';

/** Bundles every function, the one that serves the console with a console of the present sources. */
export const makeBundles = async (): Promise<void> => {
  const [built] = await Promise.all([startBuild().folder, bundleFunctions()]);
  addConsole(built);
};
