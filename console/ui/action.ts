import { useState } from 'react';

export type Action = {
  readonly run: () => void;
  readonly isRunning: boolean;
  /** What the last run threw, until the next one. */
  readonly failure: unknown;
};

/** Something that a button does at once, without a dialog: one run at a time, and its failure to show. */
export const useAction = (act: () => Promise<unknown>): Action => {
  const [isRunning, setRunning] = useState(false);
  const [failure, setFailure] = useState<unknown>(null);
  const start = async (): Promise<void> => {
    setRunning(true);
    setFailure(null);
    try {
      await act();
    } catch (error) {
      setFailure(error);
    } finally {
      setRunning(false);
    }
  };
  return {
    run: () => {
      if (!isRunning) start();
    },
    isRunning,
    failure,
  };
};
