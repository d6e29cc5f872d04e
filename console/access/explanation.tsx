import { Badge, Group, List, Stack, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { Dialog } from '../ui/dialog.tsx';
import { Loaded } from '../ui/states.tsx';
import { useExplanation } from './queries.ts';
import { levelWords } from './words.ts';

/** Whom it is about, and where that is oneself. */
export type Subject = { readonly principalId: string; readonly name: string; readonly isSelf: boolean };

const Why = ({ projectId, subject }: { readonly projectId: string; readonly subject: Subject }): ReactNode => {
  const who = subject.isSelf ? 'you' : subject.name;
  return (
    <Loaded read={useExplanation(projectId, subject.principalId)} what="the explanation" rows={2}>
      {({ body: { visible, level, permissions, reasons } }) => (
        <Stack gap="sm">
          <Group gap="xs">
            <Text fw={600} className="text-of-others">{`Why can${visible ? '' : 'not'} ${who} see this?`}</Text>
            <Badge color={visible ? 'green' : 'gray'}>{level === null ? 'Not visible' : levelWords[level]}</Badge>
          </Group>
          <List size="sm" spacing={4} aria-label="Reasons">
            {reasons.map((reason) => (
              <List.Item key={reason} className="text-of-others">
                {reason}
              </List.Item>
            ))}
          </List>
          <Text size="sm" c="dimmed">
            {permissions.length === 0
              ? 'No permission is left on this project.'
              : `Permissions on this project: ${permissions.join(', ')}.`}
          </Text>
        </Stack>
      )}
    </Loaded>
  );
};

/** Why somebody sees the project or does not: role, mode, grant and limits, in words. */
export const ExplanationDialog = ({
  projectId,
  subject,
}: {
  readonly projectId: string;
  readonly subject: Subject;
}): ReactNode => (
  <Dialog title="Explanation">
    <Why projectId={projectId} subject={subject} />
  </Dialog>
);
