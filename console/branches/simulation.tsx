import { Alert, Button, Card, Group, NativeSelect, Stack, Text, TextInput, Title } from '@mantine/core';
import { type ReactNode, useState } from 'react';
import type { Decision } from '#shared/contract/decision.ts';
import { SimulateBody } from '#shared/contract/delivery.ts';
import { useForm } from '../ui/form.ts';
import { ProblemAlert } from '../ui/problem.tsx';
import { Trace } from '../ui/trace.tsx';
import { useSimulate } from './queries.ts';

type Event = SimulateBody['event'];

const events: readonly { readonly value: Event; readonly label: string }[] = [
  { value: 'push', label: 'A push to a branch' },
  { value: 'merge', label: 'A merge into a branch' },
  { value: 'tag', label: 'A new tag' },
  { value: 'delete', label: 'A branch is deleted' },
];

const outcomeWords: Readonly<Record<Decision['outcome'], { readonly words: string; readonly color: string }>> = {
  deploy: { words: 'It would deploy', color: 'green' },
  hold: { words: 'It would wait', color: 'yellow' },
  ignore: { words: 'It would deploy nothing', color: 'gray' },
  duplicate: { words: 'It would deploy nothing: the commit is known', color: 'gray' },
  stale: { words: 'It would deploy nothing: a newer commit is known', color: 'gray' },
};

const Answer = ({ decision }: { readonly decision: Decision }): ReactNode => {
  const { words, color } = outcomeWords[decision.outcome];
  return (
    <Alert role="status" color={color} variant="light" title={words}>
      <Stack gap="sm">
        <Text size="sm" className="text-of-others">
          {decision.reason}
        </Text>
        {decision.trace.length > 0 && <Trace trace={decision.trace} />}
      </Stack>
    </Alert>
  );
};

/** What a push would deploy with the present mappings, and why. Nothing is deployed. */
export const Simulation = ({ projectId }: { readonly projectId: string }): ReactNode => {
  const simulate = useSimulate();
  const [decision, setDecision] = useState<Decision | null>(null);
  const initial: { readonly event: Event; readonly ref: string } = { event: 'push', ref: 'main' };
  const form = useForm(
    SimulateBody,
    initial,
    ({ event, ref }) => (event === 'tag' ? { event, tag: ref.trim() } : { event, branch: ref.trim() }),
    async (body) => {
      setDecision(null);
      setDecision((await simulate({ params: { projectId }, body })).body);
    },
  );
  const isTag = form.values.event === 'tag';
  return (
    <Card withBorder padding="lg" component="section" aria-label="Simulation">
      <form onSubmit={form.submit} noValidate>
        <Stack gap="md">
          <Title order={3}>Try it without a push</Title>
          <Group gap="sm" align="flex-end">
            <NativeSelect
              label="What happens"
              value={form.values.event}
              onChange={(event) =>
                form.set('event', events.find(({ value }) => value === event.currentTarget.value)?.value ?? 'push')
              }
              data={[...events]}
            />
            <TextInput
              label={isTag ? 'Tag' : 'Branch'}
              value={form.values.ref}
              onChange={(event) => form.set('ref', event.currentTarget.value)}
              error={form.errorOf(isTag ? 'tag' : 'branch')}
              spellCheck={false}
            />
            <Button type="submit" variant="default" loading={form.isSending}>
              What would deploy?
            </Button>
          </Group>
          {form.failure !== null && <ProblemAlert error={form.failure} shownFields={['branch', 'tag']} />}
          {decision !== null && <Answer decision={decision} />}
        </Stack>
      </form>
    </Card>
  );
};
