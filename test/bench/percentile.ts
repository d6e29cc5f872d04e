/** The value that a share of the samples does not pass: `percentile(samples, 0.5)` is the median. */
export const percentile = (samples: readonly number[], share: number): number => {
  const sorted = [...samples].sort((one, another) => one - another);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
};
