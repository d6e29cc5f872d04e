/** Says what comes next. */
export const step = (text: string): void => {
  process.stdout.write(`\n▸ ${text}\n`);
};

/** Shows a thing as JSON. */
export const show = (value: unknown): void => {
  process.stdout.write(`${JSON.stringify(value, null, 2).replace(/^/gm, '  ')}\n`);
};
