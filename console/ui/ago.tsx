import type { ReactNode } from 'react';
import { useNow } from './now.ts';
import { exactTime, relativeTime } from './times.ts';

type Time = { readonly at: string | null; readonly never?: string };

const Relative = ({ at, never = 'never', isPast }: Time & { readonly isPast: boolean }): ReactNode => {
  const now = useNow();
  if (at === null) return never;
  const time = Date.parse(at);
  return (
    <time dateTime={at} title={exactTime(at)}>
      {relativeTime(isPast ? Math.min(time, now) : time, now)}
    </time>
  );
};

/**
 * When something happened, relative to now, with the exact time on hover. It is never ahead, although the clock of the
 * reader may be behind that of the service. @param at RFC 3339; null shows `never`
 */
export const Ago = (time: Time): ReactNode => <Relative {...time} isPast />;

/** As `Ago`, of something that is still to come, or has ended. */
export const When = (time: Time): ReactNode => <Relative {...time} isPast={false} />;
