/**
 * A sentence for each line that a table lacks, and for each that it has for nothing.
 * @param table where it stands, with the name of the table
 */
export const missingLines = (table: string, has: Iterable<string>, wants: Iterable<string>): string[] => {
  const [present, wanted] = [new Set(has), new Set(wants)];
  return [
    ...[...wanted].filter((name) => !present.has(name)).map((name) => `Add a line for ${name} to ${table}.`),
    ...[...present].filter((name) => !wanted.has(name)).map((name) => `Remove the line of ${name} from ${table}.`),
  ];
};
