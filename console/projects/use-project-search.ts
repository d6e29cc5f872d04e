import { useDebouncedCallback } from '@mantine/hooks';
import { useEffect, useRef, useState } from 'react';
import { useNavigation, useSearchParams } from 'react-router';

const pauseMs = 200;

/** What the list is searched for, as the address has it: "back" from a project, and a link, lead to the same rows. */
export type ProjectSearch = {
  /** What stands in the field, also while it is typed. */
  readonly typed: string;
  readonly type: (text: string) => void;
  /** What is searched for: a part of the name; empty: all. */
  readonly wanted: string;
  readonly isArchive: boolean;
  readonly showArchive: (isArchive: boolean) => void;
};

export const useProjectSearch = (): ProjectSearch => {
  const [search, setSearch] = useSearchParams();
  const wanted = search.get('q') ?? '';
  const [typed, setTyped] = useState(wanted);
  const sent = useRef(wanted);
  const set = (name: string, value: string): void =>
    setSearch(
      (before) => {
        const after = new URLSearchParams(before);
        if (value === '') after.delete(name);
        else after.set(name, value);
        return after;
      },
      // One entry of the history for each letter would bury the screen before.
      { replace: true, preventScrollReset: true },
    );
  const isLeaving = useNavigation().state !== 'idle';
  const send = useDebouncedCallback((text: string) => {
    // A change of the address would take back the click that leads elsewhere.
    if (isLeaving) return;
    sent.current = text;
    set('q', text);
  }, pauseMs);
  useEffect(() => {
    // Of what was typed here the field may hold more by now.
    if (wanted === sent.current) return;
    sent.current = wanted;
    setTyped(wanted);
  }, [wanted]);
  return {
    typed,
    type: (text) => {
      setTyped(text);
      send(text.trim());
    },
    wanted,
    isArchive: search.get('archived') === 'true',
    showArchive: (isArchive) => set('archived', isArchive ? 'true' : ''),
  };
};
