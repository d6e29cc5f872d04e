import { useState } from 'react';

export type Action<Given extends readonly unknown[] = []> = {
  readonly run: (...given: Given) => void;
  readonly isRunning: boolean;
  /** What the last run threw, until the next one. */
  readonly failure: unknown;
};

/** Something that a button does at once, without a dialog: one run at a time, and its failure to show. */
export const useAction = <Given extends readonly unknown[] = []>(
  act: (...given: Given) => Promise<unknown>,
): Action<Given> => {
  const [isRunning, setRunning] = useState(false);
  const [failure, setFailure] = useState<unknown>(null);
  const start = async (given: Given): Promise<void> => {
    setRunning(true);
    setFailure(null);
    try {
      await act(...given);
    } catch (error) {
      setFailure(error);
    } finally {
      setRunning(false);
    }
  };
  return {
    run: (...given) => {
      if (!isRunning) start(given);
    },
    isRunning,
    failure,
  };
};
