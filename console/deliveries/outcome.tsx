import { Badge } from '@mantine/core';
import type { ReactNode } from 'react';
import { DecisionOutcome } from '#shared/contract/decision.ts';

const words: Readonly<Record<DecisionOutcome, { readonly text: string; readonly color: string }>> = {
  deploy: { text: 'Deploys', color: 'green' },
  hold: { text: 'Waits', color: 'yellow' },
  ignore: { text: 'Deploys nothing', color: 'gray' },
  duplicate: { text: 'Known already', color: 'gray' },
  stale: { text: 'Outdated', color: 'gray' },
};

export const outcomeColor = (outcome: DecisionOutcome): string => words[outcome].color;
export const outcomeText = (outcome: DecisionOutcome): string => words[outcome].text;

/** The outcomes, for a choice. */
export const outcomeOptions = DecisionOutcome.options.map((value) => ({ value, label: words[value].text }));

export const OutcomeBadge = ({ outcome }: { readonly outcome: DecisionOutcome }): ReactNode => (
  <Badge color={words[outcome].color} className="no-shrink">
    {words[outcome].text}
  </Badge>
);

/** The short name of a branch or tag. */
export const shortRef = (ref: string): string => ref.replace(/^refs\/(?:heads|tags)\//, '');
