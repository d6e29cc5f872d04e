const steps: readonly (readonly [seconds: number, unit: Intl.RelativeTimeFormatUnit])[] = [
  [365 * 86_400, 'year'],
  [30 * 86_400, 'month'],
  [7 * 86_400, 'week'],
  [86_400, 'day'],
  [3600, 'hour'],
  [60, 'minute'],
];

// Always a number: "yesterday" would be said of 47 hours, and so of the day before.
const words = new Intl.RelativeTimeFormat('en', { numeric: 'always' });
const exact = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeStyle: 'medium' });

/** "3 minutes ago", "in 2 days"; within a minute, "just now". */
export const relativeTime = (at: number, now: number): string => {
  const seconds = Math.round((at - now) / 1000);
  const step = steps.find(([size]) => Math.abs(seconds) >= size);
  return step === undefined ? 'just now' : words.format(Math.trunc(seconds / step[0]), step[1]);
};

/** "24 Nov 2026, 10:00:00", in the time zone of the reader. */
export const exactTime = (at: string): string => exact.format(new Date(at));

/** "1 h 4 min", "12.3 s". */
export const durationWords = (ms: number): string => {
  if (ms < 60_000) return `${(ms / 1000).toFixed(ms < 10_000 ? 1 : 0)} s`;
  const minutes = Math.round(ms / 60_000);
  return minutes < 60 ? `${minutes} min` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
};
