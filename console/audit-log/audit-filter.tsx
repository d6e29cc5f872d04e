import { Button, Group, NativeSelect, TextInput } from '@mantine/core';
import { type FormEvent, type ReactNode, useState } from 'react';
import { auditedResources } from '#shared/contract/audited-resource.ts';
import type { AddressFilters } from '../ui/address-filters.ts';
import type { AuditValues, filterNames } from './queries.ts';

type Filters = AddressFilters<(typeof filterNames)[number]>;

const texts = [
  ['action', 'Action', 'project.deleted'],
  ['projectId', 'Project id', 'prj_…'],
  ['resourceId', 'Resource id', 'env_…'],
  ['actorId', 'Id of who did it', 'mem_…'],
] as const;

/** What the log is filtered by. Give it a key of what the address has: then "back" changes the fields too. */
export const AuditFilterForm = ({ filters }: { readonly filters: Filters }): ReactNode => {
  const [values, setValues] = useState<AuditValues>(filters.values);
  const set = (name: (typeof filterNames)[number], value: string): void =>
    setValues((before) => ({ ...before, [name]: value }));
  const submit = (sent: FormEvent): void => {
    sent.preventDefault();
    filters.filter(values);
  };
  return (
    <form onSubmit={submit} aria-label="Filter the audit log">
      <Group gap="sm" align="flex-end" className="filters">
        <NativeSelect
          label="Outcome"
          value={values.outcome ?? ''}
          onChange={(event) => set('outcome', event.currentTarget.value)}
          data={[
            { value: '', label: 'All' },
            { value: 'done', label: 'Done' },
            { value: 'denied', label: 'Denied' },
          ]}
        />
        <NativeSelect
          label="Resource"
          value={values.resourceType ?? ''}
          onChange={(event) => set('resourceType', event.currentTarget.value)}
          data={[{ value: '', label: 'All' }, ...auditedResources.map((value) => ({ value, label: value }))]}
        />
        {texts.map(([name, label, placeholder]) => (
          <TextInput
            key={name}
            label={label}
            placeholder={placeholder}
            value={values[name] ?? ''}
            onChange={(event) => set(name, event.currentTarget.value)}
            autoComplete="off"
            spellCheck={false}
          />
        ))}
        {(['from', 'to'] as const).map((name) => (
          <TextInput
            key={name}
            type="date"
            label={name === 'from' ? 'From the day' : 'Before the day'}
            value={values[name] ?? ''}
            onChange={(event) => set(name, event.currentTarget.value)}
          />
        ))}
        <Button type="submit" variant="default">
          Filter
        </Button>
        {Object.keys(filters.values).length > 0 && (
          <Button variant="subtle" onClick={() => filters.filter({})}>
            Show all
          </Button>
        )}
      </Group>
    </form>
  );
};
