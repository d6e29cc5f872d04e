import { useSearchParams } from 'react-router';

/** What a list is filtered by, and where it continues, as the address has it: a link and "back" lead to the same rows. */
export type AddressFilters<Name extends string> = {
  /** What is set; nothing is empty. */
  readonly values: Readonly<Partial<Record<Name, string>>>;
  readonly cursor: string | null;
  /** Puts filters into the address, instead of those there, and begins with the newest. An empty text is no filter. */
  readonly filter: (values: Readonly<Partial<Record<Name, string>>>) => void;
  /** Continues behind a page; null begins again with the newest. */
  readonly continueAt: (cursor: string | null) => void;
};

const replaced = (search: URLSearchParams, name: string, value: string | null): void => {
  if (value === null || value === '') search.delete(name);
  else search.set(name, value);
};

/** @param names the parameters of the list that are filters */
export const useAddressFilters = <Name extends string>(names: readonly Name[]): AddressFilters<Name> => {
  const [search, setSearch] = useSearchParams();
  const values: Partial<Record<Name, string>> = {};
  for (const name of names) {
    const value = search.get(name);
    if (value !== null && value !== '') values[name] = value;
  }
  return {
    values,
    cursor: search.get('cursor'),
    filter: (given) =>
      setSearch((before) => {
        const after = new URLSearchParams(before);
        for (const name of names) replaced(after, name, given[name]?.trim() ?? null);
        after.delete('cursor');
        return after;
      }),
    continueAt: (cursor) =>
      setSearch((before) => {
        const after = new URLSearchParams(before);
        replaced(after, 'cursor', cursor);
        return after;
      }),
  };
};
