/** Prints data to standard output. */
export const print = (line: string): void => {
  process.stdout.write(`${line}\n`);
};

/** Prints messages to standard error. */
export const say = (line: string): void => {
  process.stderr.write(`${line}\n`);
};
