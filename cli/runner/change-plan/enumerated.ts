/** Lists the first names and the number of the others: `a, b and 3 more`. */
export const enumerated = (names: readonly string[], limit: number): string =>
  names.length <= limit ? names.join(', ') : `${names.slice(0, limit).join(', ')} and ${names.length - limit} more`;
