/** The body of a request and of its success, where there is one. */
export type OperationExample = { readonly request?: unknown; readonly answer?: unknown };

/** The example of a list with one row. */
export const page = (name: string, row: unknown): OperationExample => ({ answer: { [name]: [row], nextCursor: null } });
