import { Button, Group, Stack, Text } from '@mantine/core';
import { type ReactNode, useState } from 'react';
import { useAction } from '../ui/action.ts';
import { ProblemAlert } from '../ui/problem.tsx';
import { type AuditValues, type Format, useExport } from './queries.ts';

const types: Readonly<Record<Format, string>> = { csv: 'text/csv', json: 'application/json' };

/** Hands a text to the browser as a file. */
const saveAs = (name: string, type: string, text: string): void => {
  const address = URL.createObjectURL(new Blob([text], { type }));
  const link = document.createElement('a');
  link.href = address;
  link.download = name;
  link.click();
  URL.revokeObjectURL(address);
};

/** Exports what the filters leave, as a file. Where it is cut, that is said. */
export const ExportButtons = ({ values }: { readonly values: AuditValues }): ReactNode => {
  const read = useExport();
  const [said, setSaid] = useState('');
  const [format, setFormat] = useState<Format>('csv');
  // One for both: a failure of the one must not be read as that of the other.
  const { run, isRunning, failure } = useAction(async (wanted: Format) => {
    setFormat(wanted);
    setSaid('');
    const { text, isTruncated } = await read(values, wanted);
    saveAs(`audit-log.${wanted}`, types[wanted], text);
    setSaid(
      isTruncated
        ? 'The file has the newest 10,000 records or 4 MB of them. There are more: export shorter spans of time.'
        : 'The file has all records that fit.',
    );
  });
  return (
    <Stack gap="xs" component="section" aria-label="Export">
      <Group gap="xs">
        <Button variant="default" onClick={() => run('csv')} loading={isRunning && format === 'csv'}>
          Export CSV
        </Button>
        <Button variant="default" onClick={() => run('json')} loading={isRunning && format === 'json'}>
          Export JSON
        </Button>
        <Text size="sm" role="status">
          {said}
        </Text>
      </Group>
      {failure !== null && <ProblemAlert error={failure} />}
    </Stack>
  );
};
