/** The first of some names, and how many more there are: `a, b and 3 more`. */
export const enumerated = (names: readonly string[], limit: number): string =>
  names.length <= limit ? names.join(', ') : `${names.slice(0, limit).join(', ')} and ${names.length - limit} more`;
