/** A page of a list. `position` is where the next one begins: the sort key of the last row, or null at the end. */
export type Page<R> = { readonly rows: readonly R[]; readonly position: string | null };
