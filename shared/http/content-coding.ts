/** The codings in which an asset lies beside the function, the smallest first. */
const contentCodings = ['br', 'gzip'] as const;
export type ContentCoding = (typeof contentCodings)[number] | 'identity';

const preferred: readonly ContentCoding[] = [...contentCodings, 'identity'];

/** The weight of each coding that a header names, from 0 to 1. A weight that is none counts as 0. */
const weightsOf = (acceptEncoding: string): ReadonlyMap<string, number> =>
  new Map(
    acceptEncoding
      .split(',')
      .map((part) => part.split(';').map((one) => one.trim().toLowerCase()))
      .filter(([coding]) => coding !== '')
      .map(([coding = '', ...parameters]): [string, number] => {
        const weight = parameters.find((one) => one.startsWith('q='))?.slice(2);
        if (weight === undefined) return [coding === 'x-gzip' ? 'gzip' : coding, 1];
        return [
          coding === 'x-gzip' ? 'gzip' : coding,
          /^(0(\.\d{0,3})?|1(\.0{0,3})?)$/.test(weight) ? Number(weight) : 0,
        ];
      }),
  );

/**
 * Chooses the coding of an asset: the smallest of those with the highest weight. A client that takes none of the codings gets
 * one that it did not refuse by name, which RFC 9110 allows in place of 406.
 * @param acceptEncoding the header; left out, it is answered plain
 * Source: RFC 9110 §12.5.3.
 */
export const contentCodingFor = (acceptEncoding: string | undefined): ContentCoding => {
  if (acceptEncoding === undefined) return 'identity';
  const weights = weightsOf(acceptEncoding);
  const others = weights.get('*');
  const weightOf = (coding: ContentCoding): number =>
    // Plain is taken unless it is refused, but last: by itself it weighs less than anything that is named.
    weights.get(coding) ?? others ?? (coding === 'identity' ? 0.0001 : 0);
  const best = preferred.reduce((one, other) => (weightOf(other) > weightOf(one) ? other : one));
  if (weightOf(best) > 0) return best;
  return preferred.find((coding) => weights.get(coding) !== 0) ?? 'identity';
};
