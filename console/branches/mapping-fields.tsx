import { Checkbox, NativeSelect, Textarea } from '@mantine/core';
import type { ReactNode } from 'react';
import type { MappingTrigger, RefType } from '#shared/contract/branch-mapping.ts';
import type { Environment } from '#shared/contract/environment.ts';
import type { Project } from '#shared/contract/project.ts';
import type { Form } from '../ui/form.ts';
import { TextField } from '../ui/form-fields.tsx';
import { type Option, withChosen } from '../ui/options.ts';
import { typeWords } from '../ui/status.tsx';
import { MatchPreview } from './match-preview.tsx';

export type MappingValues = {
  readonly branchPattern: string;
  readonly refType: RefType;
  readonly environmentId: string;
  readonly trigger: MappingTrigger;
  readonly autoDeploy: boolean;
  readonly paths: string;
};

const mappingFields = ['branchPattern', 'environmentId', 'refType', 'trigger', 'paths'];

/** The lines of a text, without empty ones. */
const linesOf = (text: string): string[] =>
  text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');

/** What both bodies share. A mapping of tags has no choice of a trigger. */
export const mappingBody = ({ branchPattern, refType, environmentId, trigger, autoDeploy, paths }: MappingValues) => ({
  branchPattern: branchPattern.trim(),
  environmentId,
  autoDeploy,
  paths: linesOf(paths),
  ...(refType === 'tag' ? {} : { trigger }),
});

/** The fields that show their own error: also each path. */
export const shownFields = ({ paths }: MappingValues): string[] => [
  ...mappingFields,
  ...linesOf(paths).map((_, index) => `paths/${index}`),
];

/** The behaviour that a mapping to an environment begins with, as the service would choose it. */
export const usualTrigger = (environment: Environment | undefined): MappingTrigger =>
  environment?.type === 'production' ? 'merge' : 'push';

/** Pattern, environment, behaviour and paths, with what the pattern matches now. */
export const MappingFields = ({
  project,
  environments,
  own = null,
  form,
}: {
  readonly project: Project;
  readonly environments: readonly Environment[];
  /** The environment that the mapping has, which may be none of those that were read. */
  readonly own?: Option | null;
  readonly form: Form<MappingValues>;
}): ReactNode => {
  const { values, set, patch, errorOf } = form;
  const isTag = values.refType === 'tag';
  return (
    <>
      <TextField
        form={form}
        name="branchPattern"
        label={isTag ? 'Tag or pattern' : 'Branch or pattern'}
        description="A name such as main, or a pattern: * is any text without a slash, ** any text."
        placeholder={isTag ? 'v*' : 'release/*'}
        autoComplete="off"
        spellCheck={false}
        data-autofocus
      />
      <MatchPreview project={project} pattern={values.branchPattern.trim()} refType={values.refType} />
      <NativeSelect
        label="Environment"
        value={values.environmentId}
        onChange={({ currentTarget: { value } }) =>
          patch({ environmentId: value, trigger: usualTrigger(environments.find(({ id }) => id === value)) })
        }
        data={withChosen(
          environments.map(({ id, name, type }) => ({ value: id, label: `${name} (${typeWords[type]})` })),
          own,
        )}
        error={errorOf('environmentId')}
      />
      {!isTag && (
        <NativeSelect
          label="Behavior"
          value={values.trigger}
          onChange={(event) => set('trigger', event.currentTarget.value === 'merge' ? 'merge' : 'push')}
          data={[
            { value: 'push', label: 'Deploy on push' },
            { value: 'merge', label: 'Deploy on merge' },
          ]}
          error={errorOf('trigger')}
        />
      )}
      <Textarea
        label="Paths"
        description="One a line. Only a change in one of these files or folders deploys. Empty: every change."
        placeholder="addons"
        value={values.paths}
        onChange={(event) => set('paths', event.currentTarget.value)}
        error={errorOf('paths')}
        autosize={false}
        rows={2}
      />
      <Checkbox
        label="It deploys by itself"
        checked={values.autoDeploy}
        onChange={(event) => set('autoDeploy', event.currentTarget.checked)}
      />
    </>
  );
};
