import { Badge } from '@mantine/core';
import type { ReactNode } from 'react';
import type { Environment } from '#shared/contract/environment.ts';
import { shortSha } from '../ui/commit.tsx';

/** What an environment does now, in a word, and its colour: what needs somebody comes first. */
export const environmentState = (
  environment: Environment,
): { readonly words: string; readonly color: string; readonly needsSomebody: boolean } => {
  const { running, pending, lastDeployment, paused, current, runner } = environment;
  if (runner.absent) return { words: 'no runner', color: 'red', needsSomebody: true };
  if (running !== null) return { words: 'running', color: 'blue', needsSomebody: false };
  if (pending?.waitsFor.includes('approval') === true) {
    return { words: 'waiting for an approval', color: 'yellow', needsSomebody: true };
  }
  if (lastDeployment?.status === 'failed') return { words: 'failed', color: 'red', needsSomebody: true };
  if (paused !== null) return { words: 'paused', color: 'yellow', needsSomebody: true };
  if (pending?.status === 'queued') return { words: 'queued', color: 'blue', needsSomebody: false };
  if (current === null) return { words: 'nothing deployed', color: 'gray', needsSomebody: false };
  return { words: 'up to date', color: 'green', needsSomebody: false };
};

/**
 * The environment, what stands there, and whether it is running, failed, waiting or paused.
 * @param isNamed false where its name stands beside it
 */
export const EnvironmentChip = ({
  environment,
  isNamed = true,
}: {
  readonly environment: Environment;
  readonly isNamed?: boolean;
}): ReactNode => {
  const { words, color } = environmentState(environment);
  const sha = environment.current?.commitSha ?? null;
  return (
    <Badge color={color} maw="100%" className="chip">
      {isNamed && <span className="chip-name">{environment.name} </span>}
      {sha === null ? '' : `${shortSha(sha)} `}
      {(isNamed || sha !== null) && '· '}
      {words}
    </Badge>
  );
};
