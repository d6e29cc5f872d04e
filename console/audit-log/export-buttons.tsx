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
  const of = (format: Format) => async (): Promise<void> => {
    setSaid('');
    const { text, isTruncated } = await read(values, format);
    saveAs(`audit-log.${format}`, types[format], text);
    setSaid(
      isTruncated
        ? 'The file has the newest 10,000 records or 4 MB of them. There are more: export shorter spans of time.'
        : 'The file has all records that fit.',
    );
  };
  const csv = useAction(of('csv'));
  const json = useAction(of('json'));
  const failure = csv.failure ?? json.failure;
  return (
    <Stack gap="xs">
      <Group gap="xs">
        <Button variant="default" onClick={csv.run} loading={csv.isRunning}>
          Export CSV
        </Button>
        <Button variant="default" onClick={json.run} loading={json.isRunning}>
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
