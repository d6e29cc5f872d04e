import { Badge, Code, Group, List, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import type { TraceEntry } from '#shared/contract/decision.ts';

const Entry = ({ entry }: { readonly entry: TraceEntry }): ReactNode => (
  <List.Item>
    <Group gap={6}>
      <Code className="text-of-others">{entry.branchPattern}</Code>
      <Text size="sm" span className="text-of-others">
        → {entry.environmentName}
      </Text>
      <Badge color={entry.matched ? 'green' : 'gray'}>{entry.matched ? 'matches' : 'does not match'}</Badge>
    </Group>
    <Text size="sm" c="dimmed" className="text-of-others">
      {entry.detail}
    </Text>
  </List.Item>
);

/** Per mapping, in their order, the rule that fired or the exact reason that none did. */
export const Trace = ({ trace }: { readonly trace: readonly TraceEntry[] }): ReactNode => (
  <List type="ordered" size="sm" spacing="sm" aria-label="Trace">
    {trace.map((entry) => (
      <Entry key={entry.mappingId} entry={entry} />
    ))}
  </List>
);
