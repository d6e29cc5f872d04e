import { Badge, Button, Card, Group, NativeSelect, Stack, Text, TextInput, Title } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { type ReactNode, useState } from 'react';
import type * as z from 'zod/mini';
import type { AccessCandidate, AccessGrant } from '#shared/contract/access.ts';
import { useAction } from '../ui/action.ts';
import { notify } from '../ui/notices.tsx';
import { ProblemAlert } from '../ui/problem.tsx';
import { Loaded } from '../ui/states.tsx';
import { ExplainButton } from './explain-button.tsx';
import { useCandidates, useGrant } from './queries.ts';
import { kindWords, levelOf, levelOptions, levelWords, nameOf } from './words.ts';

type Candidate = z.infer<typeof AccessCandidate>;
type Of = { readonly projectId: string; readonly etag: string | null; readonly level: AccessGrant['level'] };

const Found = ({
  projectId,
  etag,
  level,
  candidate,
  isGranted,
}: Of & {
  readonly candidate: Candidate;
  readonly isGranted: boolean;
}): ReactNode => {
  const grant = useGrant();
  const { principalId, kind } = candidate;
  const name = nameOf(candidate);
  const give = useAction(async () => {
    await grant({ params: { projectId, principalId }, body: { level }, ...(etag === null ? {} : { ifMatch: etag }) });
    notify(`${name} now has ${levelWords[level]}.`);
  });
  return (
    <Stack gap={4} component="li" className="finding">
      <Group justify="space-between" gap="xs">
        <Group gap="xs" miw={0}>
          <Text size="sm" className="text-of-others" lineClamp={3}>
            {name}
          </Text>
          <Badge color="gray">{kindWords[kind]}</Badge>
        </Group>
        <Group gap={4}>
          <ExplainButton projectId={projectId} principalId={principalId} name={name} />
          {isGranted ? (
            <Text size="sm" c="dimmed">
              Has a grant
            </Text>
          ) : (
            <Button
              size="compact-sm"
              variant="default"
              onClick={give.run}
              loading={give.isRunning}
              aria-label={`Grant ${levelWords[level]} to ${name}`}
            >
              Grant
            </Button>
          )}
        </Group>
      </Group>
      {give.failure !== null && <ProblemAlert error={give.failure} />}
    </Stack>
  );
};

/** Finds members and API keys by name, to grant them something, and to ask why they see the project or do not. */
export const Candidates = ({
  projectId,
  etag,
  grants,
}: Omit<Of, 'level'> & { readonly grants: readonly AccessGrant[] }): ReactNode => {
  const [search, setSearch] = useState('');
  const [level, setLevel] = useState<AccessGrant['level']>('view');
  const [wanted] = useDebouncedValue(search.trim(), 200);
  const read = useCandidates(projectId, wanted);
  const granted = new Set(grants.map(({ principalId }) => principalId));
  return (
    <Card withBorder padding="lg" component="section" aria-label="Add somebody">
      <Stack gap="md">
        <Title order={3}>Add somebody</Title>
        <Group gap="sm" align="flex-end" className="filters">
          <TextInput
            label="Member or API key"
            placeholder="A part of the name"
            value={search}
            onChange={(event) => setSearch(event.currentTarget.value)}
            maxLength={120}
            autoComplete="off"
          />
          <NativeSelect
            label="Level to grant"
            value={level}
            onChange={(event) => setLevel(levelOf(event.currentTarget.value))}
            data={levelOptions}
          />
        </Group>
        <Loaded read={read} what="members and API keys" rows={2}>
          {({ body: { candidates } }) =>
            candidates.length === 0 ? (
              <Text size="sm" c="dimmed" role="status">
                No active member or API key has this in the name. Whom you invited has to accept first.
              </Text>
            ) : (
              <Stack gap={0} component="ul" className="findings" aria-label="Found">
                {candidates.map((candidate) => (
                  <Found
                    key={candidate.principalId}
                    projectId={projectId}
                    etag={etag}
                    level={level}
                    candidate={candidate}
                    isGranted={granted.has(candidate.principalId)}
                  />
                ))}
              </Stack>
            )
          }
        </Loaded>
      </Stack>
    </Card>
  );
};
