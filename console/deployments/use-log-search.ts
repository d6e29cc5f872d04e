import { useDeferredValue, useMemo, useState } from 'react';
import { plainText } from './ansi.ts';
import type { Log } from './use-log.ts';

/** A search in a log, in any case: which lines hold the text, and at which of them the reader is. */
export const useLogSearch = ({ lines, count }: Log, onReach: (index: number) => void) => {
  const [text, setText] = useState('');
  const [place, setPlace] = useState(0);
  const needle = useDeferredValue(text.toLowerCase());
  const found = useMemo(() => {
    const indexes: number[] = [];
    if (needle === '') return indexes;
    for (let index = 0; index < count; index += 1) {
      if (
        plainText(lines[index]?.text ?? '')
          .toLowerCase()
          .includes(needle)
      )
        indexes.push(index);
    }
    return indexes;
  }, [lines, count, needle]);
  const isFound = useMemo(() => new Set(found), [found]);
  const reach = (next: number): void => {
    const target = found[(next + found.length) % Math.max(1, found.length)];
    if (target === undefined) return;
    setPlace(found.indexOf(target));
    onReach(target);
  };
  return {
    text,
    found,
    isFound,
    /** The line of now; undefined where there is none. */
    current: found[place],
    place,
    change: (value: string): void => {
      setText(value);
      setPlace(-1);
    },
    next: (): void => reach(place + 1),
    previous: (): void => reach(Math.max(place, 0) - 1),
  };
};
