import { Checkbox, NativeSelect, TextInput } from '@mantine/core';
import type { ReactNode } from 'react';
import type { Update } from '#shared/contract/deployment.ts';

export type UpdateValues = {
  readonly update: 'changed' | 'all' | 'these';
  readonly modules: string;
  readonly force: boolean;
  readonly ignoreSeries: boolean;
};

export const updateDefaults: UpdateValues = { update: 'changed', modules: '', force: false, ignoreSeries: false };

/** What the body of a deployment says of the modules to update. */
export const updateOf = ({ update, modules }: UpdateValues): Update =>
  update === 'these' ? modules.split(/[\s,]+/).filter((name) => name !== '') : update;

/** What is updated, and what is passed over. `force` is shown to those who may use it. */
export const UpdateFields = ({
  values,
  onChange,
  errorOf,
  mayForce,
}: {
  readonly values: UpdateValues;
  readonly onChange: (values: Partial<UpdateValues>) => void;
  readonly errorOf: (name: string) => string | null;
  readonly mayForce: boolean;
}): ReactNode => (
  <>
    <NativeSelect
      label="Update"
      value={values.update}
      onChange={({ currentTarget: { value } }) =>
        onChange({ update: value === 'all' || value === 'these' ? value : 'changed' })
      }
      data={[
        { value: 'changed', label: 'The modules that changed' },
        { value: 'all', label: 'All modules' },
        { value: 'these', label: 'The changed ones and these' },
      ]}
      error={values.update === 'these' ? null : errorOf('update')}
    />
    {values.update === 'these' && (
      <TextInput
        label="Modules"
        description="Technical names, with spaces between them"
        placeholder="sale stock"
        value={values.modules}
        onChange={(event) => onChange({ modules: event.currentTarget.value })}
        error={errorOf('update')}
      />
    )}
    <Checkbox
      label="Deploy also if the modules are of another Odoo series than the environment"
      checked={values.ignoreSeries}
      onChange={(event) => onChange({ ignoreSeries: event.currentTarget.checked })}
    />
    {mayForce && (
      <Checkbox
        label="Deploy also if the commit is on none of the allowed branches"
        checked={values.force}
        onChange={(event) => onChange({ force: event.currentTarget.checked })}
      />
    )}
  </>
);
