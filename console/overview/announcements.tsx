import { VisuallyHidden } from '@mantine/core';
import { type ReactNode, useEffect, useRef, useState } from 'react';
import type { Environment } from '#shared/contract/environment.ts';
import { environmentState } from '../projects/environment-chip.tsx';

/** Tells a screen reader what has changed: "Staging: running". The first state of a screen is no change. */
export const Announcements = ({ environments }: { readonly environments: readonly Environment[] }): ReactNode => {
  const before = useRef<ReadonlyMap<string, string> | null>(null);
  const [said, say] = useState('');
  useEffect(() => {
    const now = new Map(environments.map((one) => [one.id, environmentState(one).words]));
    const known = before.current;
    before.current = now;
    const changes = environments.filter(({ id }) => known?.has(id) === true && known.get(id) !== now.get(id));
    if (changes.length > 0) say(changes.map(({ id, name }) => `${name}: ${now.get(id)}`).join('. '));
  }, [environments]);
  return <VisuallyHidden role="status">{said}</VisuallyHidden>;
};
