import type { useVirtualizer } from '@tanstack/react-virtual';
import type { ReactNode } from 'react';
import { Link, useLocation } from 'react-router';
import { exactTime } from '../ui/times.ts';
import { segmentsOf } from './ansi.ts';
import type { LogLine } from './use-log.ts';

type Virtual = ReturnType<typeof useVirtualizer<HTMLElement, HTMLElement>>;

const Text = ({ text }: { readonly text: string }): ReactNode =>
  segmentsOf(text).map(({ at, text: part, className }) => (
    <span key={at} className={className}>
      {part}
    </span>
  ));

/** The lines that are on the screen. The number of each one is a link to it. */
export const LogLines = ({
  virtual,
  lines,
  classOf,
}: {
  readonly virtual: Virtual;
  readonly lines: readonly LogLine[];
  readonly classOf: (index: number) => string;
}): ReactNode => {
  const { search } = useLocation();
  return (
    <div className="log-lines" style={{ height: virtual.getTotalSize() }}>
      {virtual.getVirtualItems().map(({ index, key, start }) => {
        const line = lines[index];
        return line === undefined ? null : (
          <div
            key={key}
            ref={virtual.measureElement}
            data-index={index}
            className={`log-line ${classOf(index)}`}
            style={{ transform: `translateY(${start}px)` }}
          >
            <Link
              to={{ search, hash: `#L${line.seq}` }}
              replace
              preventScrollReset
              className="log-number"
              title={exactTime(line.at)}
              aria-label={`Link to line ${line.seq}`}
            >
              {line.seq}
            </Link>
            <span className="log-text">
              <Text text={line.text} />
            </span>
          </div>
        );
      })}
    </div>
  );
};
