import { createContext, type ReactNode, useCallback, useContext, useEffect, useMemo, useState } from 'react';
import { useSearchParams } from 'react-router';
import { pathOf } from '#shared/client/client.ts';
import type { Endpoint } from '#shared/contract/endpoint.ts';

/** What is on the screen, or one of its actions, as a command and as a call. */
export type CommandLine = {
  /** What it does: "List the projects". */
  readonly title: string;
  /** The whole line; null where there is no command. */
  readonly ocore: string | null;
  readonly row: Endpoint;
  readonly params?: Readonly<Record<string, string>>;
  readonly query?: Readonly<Record<string, string | number>>;
  readonly body?: object;
};

/** Quotes a text for a POSIX shell. */
export const shellText = (text: string): string =>
  /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;

/** The line for `curl`. The key stays in a variable: a history would keep it. */
export const curlLine = ({ row, params, query, body }: CommandLine, organization: string | null): string => {
  const search = new URLSearchParams(Object.entries(query ?? {}).map(([name, value]) => [name, String(value)]));
  const address = `${location.origin}${pathOf(row, params ?? {})}${search.size === 0 ? '' : `?${search}`}`;
  return [
    'curl',
    ...(row.method === 'GET' ? [] : ['-X', row.method]),
    shellText(address),
    '-H "Authorization: Bearer $OCORE_TOKEN"',
    ...(organization === null ? [] : ['-H', shellText(`X-Org-Slug: ${organization}`)]),
    ...(body === undefined
      ? []
      : ['-H', shellText('Content-Type: application/json'), '-d', shellText(JSON.stringify(body))]),
  ].join(' ');
};

type Shown = { readonly title: string; readonly ocore: string | null; readonly curl: string };
type Show = (owner: symbol, lines: string | null) => void;

const ShownContext = createContext<readonly Shown[]>([]);
const ShowContext = createContext<Show>(() => undefined);

/** Holds what the screens below tell for the "CLI & API" drawer. */
export const CommandLineProvider = ({ children }: { readonly children: ReactNode }): ReactNode => {
  const [owners, setOwners] = useState<ReadonlyMap<symbol, string>>(new Map());
  const show = useCallback<Show>(
    (owner, lines) =>
      setOwners((before) => {
        const after = new Map(before);
        if (lines === null) after.delete(owner);
        else after.set(owner, lines);
        return after;
      }),
    [],
  );
  const shown = useMemo(() => [...owners.values()].flatMap((lines): readonly Shown[] => JSON.parse(lines)), [owners]);
  return (
    <ShowContext value={show}>
      <ShownContext value={shown}>{children}</ShownContext>
    </ShowContext>
  );
};

/** The command lines of the screens that are shown. */
export const useShownCommandLines = (): readonly Shown[] => useContext(ShownContext);

/** Tells the "CLI & API" drawer the lines of a screen, for as long as it is shown. */
export const useCommandLines = (lines: readonly CommandLine[]): void => {
  const show = useContext(ShowContext);
  const [owner] = useState(() => Symbol('screen'));
  const [search] = useSearchParams();
  const organization = search.get('org');
  // As a text, so that the same lines are the same: screens make them anew each time.
  const shown = JSON.stringify(
    lines.map((line): Shown => ({ title: line.title, ocore: line.ocore, curl: curlLine(line, organization) })),
  );
  useEffect(() => {
    show(owner, shown);
    return () => show(owner, null);
  }, [show, owner, shown]);
};
