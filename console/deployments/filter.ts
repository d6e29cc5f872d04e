import { useSearchParams } from 'react-router';
import type { CallOptions } from '#shared/client/client.ts';
import { CommitPrefix, DeploymentTrigger, ShortName } from '#shared/contract/deployment.ts';
import { DeploymentStatus } from '#shared/contract/deployment-status.ts';
import type { listDeployments } from '#shared/contract/endpoints/deployments.ts';

export type Filter = NonNullable<CallOptions<typeof listDeployments>['query']>;

/** The filters as they stand in the address: a link shows the same list. `from` and `to` are days, both included. */
export const filterNames = ['environmentId', 'status', 'trigger', 'branch', 'commit', 'from', 'to'] as const;
export type FilterName = (typeof filterNames)[number];

/** A field that is left must not move what is clicked next. */
const inPlace = { replace: true, preventScrollReset: true };

const dayMs = 86_400_000;

/** The beginning of a day where the reader is, some days later; null if the text is no day. */
const startOfDay = (day: string, later: number): string | null => {
  const start = /^\d{4}-\d\d-\d\d$/.test(day) ? Date.parse(`${day}T00:00:00`) : Number.NaN;
  return Number.isNaN(start) ? null : new Date(start + later * dayMs).toISOString();
};

const present = <T>(name: string, value: T | null | undefined): Record<string, T> =>
  value === null || value === undefined ? {} : { [name]: value };

/** What the list is asked for. A filter of the address that the service would refuse is left out. */
const filterOf = (text: (name: FilterName) => string): Filter => ({
  ...(text('environmentId') === '' ? {} : { environmentId: text('environmentId') }),
  ...present('status', DeploymentStatus.safeParse(text('status')).data),
  ...present('trigger', DeploymentTrigger.safeParse(text('trigger')).data),
  ...present('branch', ShortName.safeParse(text('branch')).data),
  ...present('commit', CommitPrefix.safeParse(text('commit')).data),
  ...present('from', startOfDay(text('from'), 0)),
  ...present('to', startOfDay(text('to'), 1)),
});

/** The filters of the address. */
export const useFilter = () => {
  const [search, setSearch] = useSearchParams();
  const text = (name: FilterName): string => search.get(name) ?? '';
  return {
    filter: filterOf(text),
    text,
    isSet: filterNames.some((name) => text(name) !== ''),
    set: (name: FilterName, value: string): void =>
      setSearch((before) => {
        const after = new URLSearchParams(before);
        if (value === '') after.delete(name);
        else after.set(name, value);
        return after;
      }, inPlace),
    clear: (): void =>
      setSearch((before) => {
        const after = new URLSearchParams(before);
        for (const name of filterNames) after.delete(name);
        return after;
      }, inPlace),
  };
};
