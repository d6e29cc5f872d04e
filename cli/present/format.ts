/** The formats that `-o` takes. */
export const formats = ['table', 'json', 'yaml', 'id'] as const;
export type Format = (typeof formats)[number];

/** Whether a command line asks for JSON, also one that cannot be read as a whole. */
export const asksForJson = (args: readonly string[]): boolean => {
  const own = args.includes('--') ? args.slice(0, args.indexOf('--')) : args;
  return own.some(
    (arg, index) =>
      arg === '--json' ||
      arg === '-ojson' ||
      arg === '--output=json' ||
      (arg === 'json' && ['-o', '--output'].includes(own[index - 1] ?? '')),
  );
};
