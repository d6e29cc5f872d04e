/** Prepares what a pattern needs, and gives the work that is measured. */
export type Pattern = () => Promise<() => Promise<unknown>>;

/** Patterns by their id in docs/access-patterns.md. */
export type Patterns = Readonly<Record<string, Pattern>>;
