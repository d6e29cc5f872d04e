import { loadConfig, type Variable } from '#shared/config/load-config.ts';
import { isStartedAhead } from '#shared/config/stage.ts';
import { measure } from './log.ts';

/**
 * Starts a function while its module is loaded: counts a cold start, unless Lambda started the process ahead of any call, and
 * reads the environment variables.
 * @param file below functions/, without extension
 * @throws Error that lists each invalid variable and what it must be
 */
export const startFunction = <const Needed extends readonly Variable[]>(
  file: string,
  needed: Needed,
): Readonly<Record<Needed[number], string>> => {
  if (!isStartedAhead()) measure('start', { function: file }, { values: { ColdStarts: 1 } });
  return loadConfig(needed);
};
