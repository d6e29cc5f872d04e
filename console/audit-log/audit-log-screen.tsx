import { Card, Stack } from '@mantine/core';
import type { ReactNode } from 'react';
import { exportAuditLogs, listAuditLogs } from '#shared/contract/endpoints/audit.ts';
import { useAddressFilters } from '../ui/address-filters.ts';
import { shellText, useCommandLines } from '../ui/command-lines.tsx';
import { Page } from '../ui/page.tsx';
import { PageButtons } from '../ui/page-buttons.tsx';
import { Empty, Loaded } from '../ui/states.tsx';
import { AuditFilterForm } from './audit-filter.tsx';
import { ExportButtons } from './export-buttons.tsx';
import { type AuditValues, filterNames, useAuditLog } from './queries.ts';
import { RecordLine } from './record-line.tsx';

const flags: Readonly<Record<(typeof filterNames)[number], string>> = {
  outcome: '--outcome',
  resourceType: '--resource-type',
  action: '--action',
  projectId: '--project',
  resourceId: '--resource',
  actorId: '--actor',
  from: '--from',
  to: '--to',
};
/** The export has no flag for the others. */
const ofExport: readonly (typeof filterNames)[number][] = ['projectId', 'resourceType', 'from', 'to'];

const flagged = (values: AuditValues, names: readonly (typeof filterNames)[number][]): string =>
  names.flatMap((name) => (values[name] === undefined ? [] : [` ${flags[name]} ${shellText(values[name])}`])).join('');

/** Who did what, and what was denied to whom: filtered, and as a file. */
export const Component = (): ReactNode => {
  const filters = useAddressFilters(filterNames);
  const { values, cursor } = filters;
  const read = useAuditLog(values, cursor);
  const isFiltered = Object.keys(values).length > 0;
  useCommandLines([
    {
      title: 'List the audit log',
      ocore: `ocore audit list${flagged(values, filterNames)}`,
      row: listAuditLogs,
      query: values,
    },
    {
      title: 'Export it',
      ocore: `ocore audit export --format csv${flagged(values, ofExport)} > audit.csv`,
      row: exportAuditLogs,
      query: { ...values, format: 'csv' },
    },
  ]);
  return (
    <Page
      title="Audit Log"
      lead="Every change, by whom, and what was denied. Projects that you do not see are left out."
    >
      <AuditFilterForm key={JSON.stringify(values)} filters={filters} />
      <ExportButtons values={values} />
      <Loaded read={read} what="the audit log">
        {({ body: { auditLogs, nextCursor } }) => (
          <Stack gap="md">
            {auditLogs.length === 0 ? (
              <Empty title={isFiltered || cursor !== null ? 'No record matches' : 'Nothing has happened yet'}>
                {nextCursor === null ? 'Change the filter or show all.' : 'None on this page; there are older ones.'}
              </Empty>
            ) : (
              <Card withBorder>
                <Stack gap={0} component="ul" className="findings" aria-label="Records">
                  {auditLogs.map((record) => (
                    <RecordLine key={record.id} record={record} />
                  ))}
                </Stack>
              </Card>
            )}
            <PageButtons cursor={cursor} nextCursor={nextCursor} onContinue={filters.continueAt} />
          </Stack>
        )}
      </Loaded>
    </Page>
  );
};
