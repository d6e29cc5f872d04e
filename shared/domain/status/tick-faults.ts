import type { ServiceStatus, StatusFinding } from '#shared/contract/service-status.ts';

/** It starts each minute and is ended after five: by then one of them has noted its end. */
const lateMs = 6 * 60_000;

const part = 'last tick';

/** Whether the tick runs as its schedule says, and does what is due. */
export const tickFaults = ({
  lastTick,
  checkedAt,
  stage,
}: Pick<ServiceStatus, 'lastTick' | 'checkedAt' | 'stage'>): readonly StatusFinding[] => {
  if (lastTick.state !== 'read') return [];
  const fix =
    stage === null
      ? 'It runs a minute after the start of npm start, and each minute from then on. Look at what npm start prints.'
      : 'Wait a minute after a deployment. Then look whether the rule EachMinute is enabled, and at the log of tick.';
  const tick = lastTick.value;
  if (tick === null) return [{ part, problem: 'The tick has not run yet.', fix }];
  const minutes = Math.floor((Date.parse(checkedAt) - Date.parse(tick.endedAt)) / 60_000);
  if (Date.parse(checkedAt) - Date.parse(tick.endedAt) > lateMs) {
    return [{ part, problem: `It ended ${minutes} minutes ago, and one starts each minute.`, fix }];
  }
  if (tick.failed === 0) return [];
  const problem = `It failed at ${tick.failed} of ${tick.done + tick.failed} due items, which stay due.`;
  return [{ part, problem, fix: 'Search the log of tick for "due item failed".' }];
};
