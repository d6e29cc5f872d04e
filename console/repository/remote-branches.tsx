import { Badge, Button, Card, Group, Stack, Text, Title } from '@mantine/core';
import { type ReactNode, useId } from 'react';
import { type Repository, UpdateRepositoryBody } from '#shared/contract/repository.ts';
import { useForm } from '../ui/form.ts';
import { TextField } from '../ui/form-fields.tsx';
import { notify } from '../ui/notices.tsx';
import { ProblemAlert } from '../ui/problem.tsx';
import { Loaded } from '../ui/states.tsx';
import { useRemoteRefs, useUpdateRepository } from './queries.ts';

type Of = { readonly projectId: string; readonly repository: Repository };

const DefaultBranch = ({
  projectId,
  repository,
  branches,
}: Of & { readonly branches: readonly string[] }): ReactNode => {
  const update = useUpdateRepository(projectId, repository);
  const listId = useId();
  const form = useForm(
    UpdateRepositoryBody,
    { branch: repository.branch },
    ({ branch }) => ({ branch: branch.trim() }),
    async (body) => {
      await update({ params: { projectId }, body });
      notify(`The default branch is ${body.branch ?? repository.branch}.`);
    },
  );
  return (
    <form onSubmit={form.submit} noValidate>
      <Stack gap="xs">
        <Group gap="xs" align="flex-end">
          <TextField
            form={form}
            name="branch"
            label="Default branch"
            list={listId}
            autoComplete="off"
            spellCheck={false}
          />
          <Button
            type="submit"
            variant="default"
            disabled={form.values.branch.trim() === repository.branch}
            loading={form.isSending}
          >
            Save
          </Button>
        </Group>
        <datalist id={listId}>
          {branches.map((name) => (
            <option key={name} value={name} />
          ))}
        </datalist>
        {form.failure !== null && <ProblemAlert error={form.failure} shownFields={['branch']} />}
      </Stack>
    </form>
  );
};

/** The branches and tags that the repository has now, as soon as the deploy key opens it. */
export const RemoteBranches = ({
  projectId,
  repository,
  mayManage,
}: Of & { readonly mayManage: boolean }): ReactNode => {
  const isOpen = repository.deployKey.lastVerifiedAt !== null;
  const read = useRemoteRefs(projectId, isOpen);
  const refs = read.data?.body.refs ?? [];
  return (
    <Card withBorder padding="lg" component="section" aria-label="In the repository">
      <Stack gap="md">
        <Title order={3}>In the repository</Title>
        {mayManage && (
          <DefaultBranch
            projectId={projectId}
            repository={repository}
            branches={refs.filter(({ type }) => type === 'branch').map(({ name }) => name)}
          />
        )}
        {isOpen ? (
          <Loaded read={read} what="the branches" rows={2}>
            {({ body }) => (
              <Stack gap="xs">
                <Group gap={6}>
                  {body.refs.map(({ type, name }) => (
                    <Badge
                      key={`${type} ${name}`}
                      color={type === 'branch' ? 'blue' : 'gray'}
                      maw="100%"
                      className="chip"
                    >
                      <span className="chip-name">{name}</span>
                      {type === 'tag' ? ' (tag)' : ''}
                    </Badge>
                  ))}
                </Group>
                {body.refs.length === 0 && <Text size="sm">The repository is empty: push a first commit.</Text>}
                {body.nextCursor !== null && (
                  <Text size="sm" c="dimmed">
                    These are the first {body.refs.length}.
                  </Text>
                )}
              </Stack>
            )}
          </Loaded>
        ) : (
          <Text size="sm" c="dimmed">
            Its branches are shown as soon as the deploy key opens it. Add the key, then verify it.
          </Text>
        )}
      </Stack>
    </Card>
  );
};
