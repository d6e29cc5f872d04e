import { Button, Card, Group, Stack, Title } from '@mantine/core';
import type { ReactNode } from 'react';
import { type Project, UpdateProjectBody } from '#shared/contract/project.ts';
import { useForm } from '../ui/form.ts';
import { LongTextField, TextField } from '../ui/form-fields.tsx';
import { notify } from '../ui/notices.tsx';
import { ProblemAlert } from '../ui/problem.tsx';
import { useUpdateProject } from './queries.ts';

const orNull = (text: string): string | null => (text.trim() === '' ? null : text);

/** Name, description and Odoo version. What others change meanwhile is not overwritten: the answer says who it was. */
export const GeneralForm = ({ project }: { readonly project: Project }): ReactNode => {
  const update = useUpdateProject(project);
  const form = useForm(
    UpdateProjectBody,
    {
      name: project.name,
      description: project.description ?? '',
      defaultOdooVersion: project.defaultOdooVersion ?? '',
    },
    ({ name, description, defaultOdooVersion }) => ({
      name,
      description: orNull(description),
      defaultOdooVersion: orNull(defaultOdooVersion.trim()),
    }),
    async (body) => {
      await update({ params: { projectId: project.id }, body });
      notify('The settings were saved.');
    },
  );
  return (
    <Card withBorder padding="lg">
      <form onSubmit={form.submit} noValidate>
        <Stack gap="md">
          <Title order={3}>General</Title>
          <TextField form={form} name="name" label="Name" autoComplete="off" />
          <LongTextField form={form} name="description" label="Description" rows={3} />
          <TextField
            form={form}
            name="defaultOdooVersion"
            label="Odoo version"
            description="What new environments begin with, such as 18.0"
            placeholder="18.0"
          />
          {form.failure !== null && (
            <ProblemAlert error={form.failure} shownFields={['name', 'description', 'defaultOdooVersion']} />
          )}
          <Group>
            <Button type="submit" loading={form.isSending}>
              Save
            </Button>
          </Group>
        </Stack>
      </form>
    </Card>
  );
};
