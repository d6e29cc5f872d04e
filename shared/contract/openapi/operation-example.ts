/** The body of a request and of its success, where there is one. */
export type OperationExample = { readonly request?: unknown; readonly answer?: unknown };
