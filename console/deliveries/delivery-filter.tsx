import { Button, Group, NativeSelect, TextInput } from '@mantine/core';
import { type FormEvent, type ReactNode, useState } from 'react';
import type { AddressFilters } from '../ui/address-filters.ts';
import { outcomeOptions } from './outcome.tsx';
import type { filterNames } from './queries.ts';

type Filters = AddressFilters<(typeof filterNames)[number]>;

/** What the list is filtered by. Give it a key of what the address has: then "back" changes the fields too. */
export const DeliveryFilterForm = ({ filters }: { readonly filters: Filters }): ReactNode => {
  const [event, setEvent] = useState(filters.values.event ?? '');
  const [ref, setRef] = useState(filters.values.ref ?? '');
  const [outcome, setOutcome] = useState(filters.values.outcome ?? '');
  const isFiltered = Object.keys(filters.values).length > 0;
  const submit = (sent: FormEvent): void => {
    sent.preventDefault();
    filters.filter({ event, ref, outcome });
  };
  return (
    <form onSubmit={submit} aria-label="Filter the deliveries">
      <Group gap="sm" align="flex-end" className="filters">
        <TextInput
          label="Event"
          placeholder="push"
          value={event}
          onChange={(typed) => setEvent(typed.currentTarget.value)}
          autoComplete="off"
          spellCheck={false}
        />
        <TextInput
          label="Branch or tag"
          placeholder="staging"
          value={ref}
          onChange={(typed) => setRef(typed.currentTarget.value)}
          autoComplete="off"
          spellCheck={false}
        />
        <NativeSelect
          label="Outcome"
          value={outcome}
          onChange={(chosen) => setOutcome(chosen.currentTarget.value)}
          data={[{ value: '', label: 'All' }, ...outcomeOptions]}
        />
        <Button type="submit" variant="default">
          Filter
        </Button>
        {isFiltered && (
          <Button variant="subtle" onClick={() => filters.filter({})}>
            Show all
          </Button>
        )}
      </Group>
    </form>
  );
};
