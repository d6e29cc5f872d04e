const maxSeconds = 3600;
const defaultSeconds = 60;

/**
 * How long a provider asks to wait: `Retry-After` in seconds or as a date, otherwise the end of the rate limit window
 * (`RateLimit-Reset`, `X-RateLimit-Reset`: Unix seconds).
 * @returns whole seconds from 1 to 3,600; 60 if the headers say nothing
 */
export const retryAfter = (headers: Headers, nowMs: number): number => {
  const after = headers.get('retry-after')?.trim() ?? '';
  const reset = (headers.get('ratelimit-reset') ?? headers.get('x-ratelimit-reset'))?.trim() ?? '';
  const seconds = /^\d{1,9}$/.test(after)
    ? Number(after)
    : after !== ''
      ? (Date.parse(after) - nowMs) / 1000
      : /^\d{1,12}$/.test(reset)
        ? Number(reset) - nowMs / 1000
        : Number.NaN;
  return Number.isNaN(seconds) ? defaultSeconds : Math.min(maxSeconds, Math.max(1, Math.ceil(seconds)));
};
