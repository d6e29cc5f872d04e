/** Whether the service answers, as the last call found it, and since when it does not. */
let lostSince: Date | null = null;
const listeners = new Set<() => void>();

const change = (since: Date | null): void => {
  if ((lostSince === null) === (since === null)) return;
  lostSince = since;
  for (const listener of listeners) listener();
};

export const connection = {
  lostSince: (): Date | null => lostSince,
  subscribe: (listener: () => void): (() => void) => {
    listeners.add(listener);
    return () => listeners.delete(listener);
  },
  answered: (): void => change(null),
  failed: (): void => change(new Date()),
};
