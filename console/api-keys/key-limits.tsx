import { Button, Checkbox, Group, Stack, Text, TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { type ReactNode, useState } from 'react';
import type { EnvironmentId, ProjectId } from '#shared/contract/id.ts';
import { useProjects } from '../projects/queries.ts';
import { Loaded, SideRead, shownOf } from '../ui/states.tsx';
import { useEnvironmentsOf } from './queries.ts';

export type LimitedProject = { readonly id: ProjectId; readonly name: string };

const maxShown = 8;

/** Finds projects by name and adds them. */
const ProjectSearch = ({
  chosen,
  onAdd,
}: {
  readonly chosen: readonly LimitedProject[];
  readonly onAdd: (project: LimitedProject) => void;
}): ReactNode => {
  const [search, setSearch] = useState('');
  const [wanted] = useDebouncedValue(search.trim(), 200);
  const read = useProjects(wanted, false);
  const isChosen = ({ id }: LimitedProject): boolean => chosen.some((one) => one.id === id);
  return (
    <Stack gap="xs">
      <TextInput
        label="Find a project"
        value={search}
        onChange={(event) => setSearch(event.currentTarget.value)}
        maxLength={120}
        autoComplete="off"
      />
      <Loaded read={read} what="the projects" rows={1}>
        {({ pages }) => {
          const found = pages.flatMap(({ body }) => body.projects).filter((project) => !isChosen(project));
          return (
            <Group gap={6}>
              {found.slice(0, maxShown).map(({ id, name }) => (
                <Button key={id} size="compact-sm" variant="default" maw="100%" onClick={() => onAdd({ id, name })}>
                  <span className="one-line">Add {name}</span>
                </Button>
              ))}
              {found.length === 0 && (
                <Text size="sm" c="dimmed">
                  No other project has this in its name.
                </Text>
              )}
            </Group>
          );
        }}
      </Loaded>
    </Stack>
  );
};

const Environments = ({
  projects,
  chosen,
  error,
  onChange,
}: {
  readonly projects: readonly LimitedProject[];
  readonly chosen: readonly EnvironmentId[];
  readonly error: string | null;
  readonly onChange: (chosen: readonly EnvironmentId[]) => void;
}): ReactNode => {
  const reads = useEnvironmentsOf(projects.map(({ id }) => id));
  const all = projects.flatMap(({ name }, index) =>
    (reads[index] === undefined ? [] : (shownOf(reads[index])?.body.environments ?? [])).map((environment) => ({
      id: environment.id,
      label: `${name} · ${environment.name}`,
    })),
  );
  return (
    <Checkbox.Group
      label="Environments"
      description="None chosen: all of these projects. Otherwise at least one of each project."
      value={[...chosen]}
      onChange={(values) => onChange(all.map(({ id }) => id).filter((id) => values.includes(id)))}
      error={error}
    >
      <Stack gap="xs" mt="xs">
        {all.map(({ id, label }) => (
          <Checkbox key={id} value={id} label={<span className="text-of-others">{label}</span>} />
        ))}
        {all.length === 0 && (
          <Text size="sm" c="dimmed">
            {reads.some(({ data }) => data === undefined) ? '' : 'These projects have no environments.'}
          </Text>
        )}
        {projects.map(
          ({ id, name }, index) =>
            reads[index] !== undefined && (
              <SideRead key={id} read={reads[index]} what={`the environments of ${name}`} />
            ),
        )}
      </Stack>
    </Checkbox.Group>
  );
};

type Limits = { readonly projects: readonly LimitedProject[]; readonly environmentIds: readonly EnvironmentId[] };

/** The projects, and in them the environments, that a key is limited to. None: no limit. */
export const KeyLimits = ({
  limits: { projects, environmentIds },
  errorOf,
  onChange,
}: {
  readonly limits: Limits;
  readonly errorOf: (name: string) => string | null;
  readonly onChange: (limits: Limits) => void;
}): ReactNode => (
  <Stack gap="xs" component="section" aria-label="Limits">
    <Text size="sm" fw={500}>
      Projects
    </Text>
    <Text size="xs" c="dimmed">
      {projects.length === 0 ? 'All projects that it may see. Add one to limit the key.' : 'The key sees these alone.'}
    </Text>
    {errorOf('projectIds') !== null && (
      <Text size="xs" c="red" role="note">
        {errorOf('projectIds')}
      </Text>
    )}
    <Group gap={6}>
      {projects.map(({ id, name }) => (
        <Button
          key={id}
          size="compact-sm"
          variant="light"
          maw="100%"
          onClick={() => onChange({ projects: projects.filter((one) => one.id !== id), environmentIds: [] })}
        >
          <span className="one-line">Remove {name}</span>
        </Button>
      ))}
    </Group>
    <ProjectSearch
      chosen={projects}
      onAdd={(project) => onChange({ projects: [...projects, project], environmentIds })}
    />
    {projects.length > 0 && (
      <Environments
        projects={projects}
        chosen={environmentIds}
        error={errorOf('environmentIds')}
        onChange={(chosen) => onChange({ projects, environmentIds: chosen })}
      />
    )}
  </Stack>
);
