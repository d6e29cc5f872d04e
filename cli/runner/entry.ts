/** What `ocore runner` loads; no other command does. */
export { checkRunner } from './check/check-runner.ts';
export {
  describeUnit,
  filesOf,
  installRunner,
  needsKey,
  requireOwn,
  requireSystem,
  uninstallRunner,
} from './install/install-runner.ts';
export { installationOf } from './install/installation-of.ts';
export { thisSystem } from './install/system.ts';
export { runnerOf } from './runner-of.ts';
export { stopOnSignals } from './stop-on-signals.ts';
