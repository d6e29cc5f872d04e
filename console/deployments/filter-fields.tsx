import { Button, NativeSelect, SimpleGrid, TextInput } from '@mantine/core';
import { type FormEvent, type ReactNode, useEffect, useState } from 'react';
import type * as z from 'zod/mini';
import { CommitPrefix, DeploymentTrigger, ShortName } from '#shared/contract/deployment.ts';
import { DeploymentStatus } from '#shared/contract/deployment-status.ts';
import type { Environment } from '#shared/contract/environment.ts';
import { withChosen } from '../ui/options.ts';
import { statusWords, triggerWords } from '../ui/status.tsx';
import type { FilterName, useFilter } from './filter.ts';

type Fields = Pick<ReturnType<typeof useFilter>, 'text' | 'set' | 'clear' | 'isSet'>;

const all = { value: '', label: 'All' };

/** A filter that is typed: it counts once it is right, at Enter or when the field is left. */
const TypedFilter = ({
  name,
  label,
  schema,
  fields: { text, set },
}: {
  readonly name: FilterName;
  readonly label: string;
  readonly schema: z.ZodMiniType;
  readonly fields: Fields;
}): ReactNode => {
  const inAddress = text(name);
  const [typed, setTyped] = useState(inAddress);
  const [error, setError] = useState<string | null>(null);
  useEffect(() => {
    setTyped(inAddress);
    setError(null);
  }, [inAddress]);
  const apply = (): void => {
    const value = typed.trim();
    const checked = value === '' ? null : schema.safeParse(value);
    if (checked === null || checked.success) {
      setError(null);
      set(name, value);
    } else setError(checked.error.issues[0]?.message ?? 'is not right');
  };
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    apply();
  };
  return (
    <form onSubmit={submit} noValidate>
      <TextInput
        label={label}
        value={typed}
        onChange={(event) => setTyped(event.currentTarget.value)}
        onBlur={apply}
        error={error}
        autoComplete="off"
      />
    </form>
  );
};

/** The filters that the list has. */
export const FilterFields = ({
  environments,
  fields,
}: {
  readonly environments: readonly Environment[];
  readonly fields: Fields;
}): ReactNode => {
  const { text, set, clear, isSet } = fields;
  const environmentId = text('environmentId');
  const choice = (name: FilterName, label: string, data: readonly { value: string; label: string }[]): ReactNode => (
    <NativeSelect
      label={label}
      value={text(name)}
      onChange={(event) => set(name, event.currentTarget.value)}
      data={[all, ...data]}
    />
  );
  const day = (name: FilterName, label: string): ReactNode => (
    <TextInput
      type="date"
      label={label}
      value={text(name)}
      onChange={(event) => set(name, event.currentTarget.value)}
    />
  );
  return (
    <SimpleGrid cols={{ base: 2, sm: 4 }} role="search" aria-label="Filter the deployments">
      {choice(
        'environmentId',
        'Environment',
        // A link may name one that was deleted, or is not read yet: the list is filtered by it all the same.
        withChosen(
          environments.map(({ id, name }) => ({ value: id, label: name })),
          environmentId === '' ? null : { value: environmentId, label: environmentId },
        ),
      )}
      {choice(
        'status',
        'Status',
        DeploymentStatus.options.map((value) => ({ value, label: statusWords(value) })),
      )}
      {choice(
        'trigger',
        'Started by',
        DeploymentTrigger.options.map((value) => ({ value, label: triggerWords[value] })),
      )}
      <TypedFilter name="branch" label="Branch" schema={ShortName} fields={fields} />
      <TypedFilter name="commit" label="Commit" schema={CommitPrefix} fields={fields} />
      {day('from', 'From')}
      {day('to', 'Until')}
      {isSet && (
        <Button variant="default" onClick={clear} mt="auto">
          Clear filters
        </Button>
      )}
    </SimpleGrid>
  );
};
