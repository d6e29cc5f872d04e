import { Text, Timeline } from '@mantine/core';
import type { ReactNode } from 'react';
import type { Deployment } from '#shared/contract/deployment.ts';
import { exactTime } from '../ui/times.ts';
import { stepsOf } from './steps.ts';

const colors = { done: 'green', now: 'blue', bad: 'red' } as const;

/** The steps of a deployment's life, with their times. */
export const StepList = ({ deployment }: { readonly deployment: Deployment }): ReactNode => {
  const steps = stepsOf(deployment);
  return (
    <Timeline active={steps.length - 1} bulletSize={16} lineWidth={2} role="list" aria-label="Steps">
      {steps.map(({ name, at, detail, state }) => (
        <Timeline.Item key={name} title={name} color={colors[state]} role="listitem">
          {at !== null && (
            <Text size="xs" c="dimmed">
              <time dateTime={at}>{exactTime(at)}</time>
            </Text>
          )}
          {detail !== null && (
            <Text size="sm" className="text-of-others">
              {detail}
            </Text>
          )}
        </Timeline.Item>
      ))}
    </Timeline>
  );
};
