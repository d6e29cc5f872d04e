import { List } from '@mantine/core';
import type { ReactNode } from 'react';
import { maxRemovalCount, type Removal } from '#shared/contract/removal.ts';
import { OutsideLink } from './link.tsx';

const countWords: readonly (readonly [key: keyof Removal['counts'], one: string, many: string])[] = [
  ['environments', 'environment', 'environments'],
  ['branchMappings', 'branch mapping', 'branch mappings'],
  ['deployments', 'deployment with its log', 'deployments with their logs'],
  ['deliveries', 'delivery', 'deliveries'],
  ['submoduleKeys', 'submodule key', 'submodule keys'],
];

const countOf = (count: number): string => (count >= maxRemovalCount ? '1,000 or more' : String(count));

/** What a deletion or a disconnection removes here and at the provider, and what a person has to remove there. */
export const RemovalList = ({ removal: { counts, remote } }: { readonly removal: Removal }): ReactNode => (
  <List size="sm" spacing={4}>
    {countWords
      .filter(([key]) => counts[key] > 0)
      .map(([key, one, many]) => (
        <List.Item key={key}>
          {countOf(counts[key])} {counts[key] === 1 ? one : many}
        </List.Item>
      ))}
    {remote.map(({ what, automatic, where }) => (
      <List.Item key={what} className="text-of-others">
        {automatic ? `The ${what}, at the provider too` : `The ${what} stays at the provider: remove it there.`}{' '}
        {where !== null && (
          <OutsideLink href={where} inherit>
            Open the page
          </OutsideLink>
        )}
      </List.Item>
    ))}
  </List>
);
