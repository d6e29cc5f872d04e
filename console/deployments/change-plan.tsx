import { List, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import type { Deployment } from '#shared/contract/deployment.ts';

type Plan = NonNullable<Deployment['changePlan']>;

const reasonWords: Readonly<Record<NonNullable<Plan['updates']>[number]['reason'], string>> = {
  changed: 'its files changed',
  open: 'an earlier attempt left it open',
  requested: 'somebody asked for it',
};

/** What a deployment changes in the modules of an environment. */
export const ChangePlan = ({
  deployment: { changePlan: plan, completedAt, compareUrl },
}: {
  readonly deployment: Pick<Deployment, 'changePlan' | 'completedAt' | 'compareUrl'>;
}): ReactNode => {
  if (plan === null) {
    return (
      <Text size="sm" c="dimmed">
        {completedAt === null
          ? `The runner makes the change plan when it takes the deployment.${compareUrl === null ? '' : ' The comparison shows what changes.'}`
          : 'No runner has reported a change plan.'}
      </Text>
    );
  }
  return (
    <List size="sm" className="text-of-others">
      <List.Item>
        {plan.modules.length === 0 ? 'No module changes.' : `Modules that change: ${plan.modules.join(', ')}`}
      </List.Item>
      {plan.versionBumps.map(({ module, from, to }) => (
        <List.Item key={module}>
          {module}: version {from} becomes {to}
        </List.Item>
      ))}
      {plan.requirementsChanged && <List.Item>The Python requirements change.</List.Item>}
      {plan.updates?.map(({ module, reason }) => (
        <List.Item key={`update ${module}`}>
          {module} is updated: {reasonWords[reason]}
        </List.Item>
      ))}
      {plan.warnings.map((warning) => (
        <List.Item key={warning}>{warning}</List.Item>
      ))}
    </List>
  );
};
