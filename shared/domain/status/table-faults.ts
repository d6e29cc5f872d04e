import type { ServiceStatus, StatusFinding } from '#shared/contract/service-status.ts';

type Seen = Pick<ServiceStatus, 'table' | 'options'>;

const descriptionFaults = ({ table, options }: Seen): readonly Omit<StatusFinding, 'part'>[] => {
  if (table.description.state !== 'read') return [];
  const { status, stream, deletionProtection } = table.description.value;
  const kept = options.state === 'read' && options.value.removal === 'retain';
  return [
    // While it is updated, it serves as before.
    ...(['ACTIVE', 'UPDATING'].includes(status)
      ? []
      : [
          {
            problem: `It is ${status}.`,
            fix: 'Look at it in the AWS console, under DynamoDB: if it is INACCESSIBLE_ENCRYPTION_CREDENTIALS, enable its KMS key.',
          },
        ]),
    ...(stream
      ? []
      : [
          {
            problem: 'It has no stream of new and old images, so that no event is sent.',
            fix: `Turn it on, and deploy again: aws dynamodb update-table --table-name ${table.name} --stream-specification StreamEnabled=true,StreamViewType=NEW_AND_OLD_IMAGES`,
          },
        ]),
    ...(deletionProtection || !kept
      ? []
      : [
          {
            problem: 'Nothing protects it from being deleted.',
            fix: `aws dynamodb update-table --table-name ${table.name} --deletion-protection-enabled`,
          },
        ]),
  ];
};

/** Whether the table serves, sends its changes, and can be restored. A restored table has none of these settings by itself. */
export const tableFaults = (seen: Seen): readonly StatusFinding[] => {
  const { name, pointInTimeRecovery, timeToLive } = seen.table;
  const isOff = ({ state, value }: { readonly state: string; readonly value?: boolean }): boolean =>
    state === 'read' && value === false;
  return [
    ...descriptionFaults(seen),
    ...(isOff(pointInTimeRecovery)
      ? [
          {
            problem: 'Its point-in-time recovery is off: what is lost cannot be restored.',
            fix: `aws dynamodb update-continuous-backups --table-name ${name} --point-in-time-recovery-specification PointInTimeRecoveryEnabled=true`,
          },
        ]
      : []),
    ...(isOff(timeToLive)
      ? [
          {
            problem: 'Its time to live is off: what has ended stays and is paid for.',
            fix: `aws dynamodb update-time-to-live --table-name ${name} --time-to-live-specification Enabled=true,AttributeName=ttl`,
          },
        ]
      : []),
  ].map((one) => ({ part: 'table', ...one }));
};
