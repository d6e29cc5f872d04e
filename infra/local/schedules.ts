import { invoke } from './function-registry.ts';

const minuteMs = 60_000;

/** Runs the tick each minute, never two at a time. @returns a function that stops it and waits for the running tick */
export const startSchedules = (): (() => Promise<void>) => {
  let running: Promise<unknown> = Promise.resolve();
  const timer = setInterval(() => {
    running = running
      .then(() => invoke('schedules/tick', { 'detail-type': 'Scheduled Event' }))
      .catch((error: unknown) => {
        const reason = error instanceof Error ? error.message : String(error);
        process.stderr.write(`${JSON.stringify({ level: 'error', message: 'tick', reason })}\n`);
      });
  }, minuteMs);
  timer.unref();
  return async () => {
    clearInterval(timer);
    await running;
  };
};
