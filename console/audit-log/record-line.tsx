import { Badge, Code, Group, Stack, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import type { AuditRecord } from '#shared/contract/audit-record.ts';
import { Ago } from '../ui/ago.tsx';
import { Facts } from '../ui/facts.tsx';
import { exactTime } from '../ui/times.ts';

const actorWords: Readonly<Record<AuditRecord['actor']['kind'], string>> = {
  member: 'Member',
  apiKey: 'API key',
  webhook: 'Webhook',
  operator: 'Operator',
};

/** Values of changes are of any kind: texts as they are, all else as JSON. */
const valueText = (value: unknown): string =>
  typeof value === 'string' ? value : (JSON.stringify(value) ?? 'nothing');

const Changes = ({ changes }: Pick<AuditRecord, 'changes'>): ReactNode => (
  <Facts
    facts={Object.entries(changes).map(([field, { from, to }]) => [
      field,
      <span key={field}>
        {valueText(from)} → {valueText(to)}
      </span>,
    ])}
  />
);

/** A record: who did what to what, and on demand what was changed, and from where. */
export const RecordLine = ({ record }: { readonly record: AuditRecord }): ReactNode => {
  const { at, action, outcome, resourceType, resourceId, resourceName, projectId, actor, changes } = record;
  return (
    <Stack gap={4} component="li" className="finding">
      <Group justify="space-between" wrap="nowrap" gap="md" align="baseline" className="row-head">
        <Group gap="xs" miw={0}>
          <Text fw={600} className="text-of-others" lineClamp={2}>
            {action}
          </Text>
          {outcome === 'denied' && <Badge color="red">Denied</Badge>}
        </Group>
        <Text size="xs" c="dimmed" className="no-shrink">
          <Ago at={at} />
        </Text>
      </Group>
      <Text size="sm" className="text-of-others" lineClamp={3}>
        {actor.name} · {resourceType} {resourceName ?? resourceId ?? ''}
      </Text>
      <details>
        <summary>Details</summary>
        <Stack gap="sm" mt="xs">
          {Object.keys(changes).length > 0 && <Changes changes={changes} />}
          <Facts
            facts={[
              ['When', exactTime(at)],
              ['Who', `${actorWords[actor.kind]} ${actor.name}, ${actor.id}`],
              ['Resource', resourceId === null ? null : <Code key="id">{resourceId}</Code>],
              ['Project', projectId === null ? null : <Code key="project">{projectId}</Code>],
              ['From address', record.sourceIp],
              ['Request id', <Code key="request">{record.requestId}</Code>],
            ]}
          />
        </Stack>
      </details>
    </Stack>
  );
};
