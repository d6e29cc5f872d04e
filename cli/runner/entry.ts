/** What `ocore runner` loads; no other command does. */
export { runnerOf } from './runner-of.ts';
export { stopOnSignals } from './stop-on-signals.ts';
