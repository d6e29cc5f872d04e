import { describe, expect, it } from 'vitest';
import type { DeploymentStatus } from '#shared/contract/deployment-status.ts';
import { completeWrite, deploymentChangeWrite, endPendingWrite } from '#shared/data/items/deployment-item.ts';
import type { Write } from '#shared/data/table/transact.ts';
import {
  type CompletedStatus,
  completions,
  type Transition,
  transitions,
} from '#shared/domain/deployments/deployment-transition.ts';
import { deploymentRecord } from '#test/fixtures/records.ts';
import { sourceFiles } from '../../../house/source-files.ts';

const { organizationId, projectId, id } = deploymentRecord();
const at = '2026-11-28T10:00:00.000Z';
const names = Object.keys(transitions) as Transition[];

/** The statuses over which a write takes effect, and the status that it sets, as DynamoDB reads it. */
const read = ({ Update }: Write) => {
  const values = Update?.ExpressionAttributeValues ?? {};
  const condition = /^#status IN \(([^)]+)\)$/.exec(Update?.ConditionExpression ?? '')?.[1] ?? '';
  expect(Update?.ExpressionAttributeNames?.['#status']).toBe('status');
  return { from: condition.split(', ').map((name): unknown => values[name]), to: values[':status'] as unknown };
};

const ended = { completedAt: at, durationMs: 1, errorMessage: null, changePlan: null };
const pendingEnd = { reason: 'x', supersededBy: null, now: at, cancelledBy: null };

describe('the writes that change a status', () => {
  it.each(names)('take effect for %s over exactly the statuses of the table', (transition) => {
    const write = deploymentChangeWrite(organizationId, projectId, { id, transition, to: { statusReason: 'x' } });

    expect(read(write).from).toEqual(transitions[transition].from);
  });

  it.each(['replace', 'cancel'] as const)('end a pending deployment by %s as the table says', (transition) => {
    const write = endPendingWrite(organizationId, projectId, id, { ...pendingEnd, transition });

    expect(read(write)).toEqual({ from: transitions[transition].from, to: transitions[transition].to[0] });
  });

  it.each(Object.keys(completions) as CompletedStatus[])(
    'end a running deployment as %s as the table says',
    (status) => {
      const row: { readonly from: readonly DeploymentStatus[]; readonly to: readonly DeploymentStatus[] } =
        transitions[completions[status]];

      expect(read(completeWrite(organizationId, projectId, id, { ...ended, status }))).toEqual({
        from: row.from,
        to: status,
      });
      expect(row.to).toEqual([status]);
    },
  );

  it('are these three and no others', () => {
    const writers = [...sourceFiles(['shared/data'])]
      .filter(([, text]) => /keys\.deployment\(/.test(text) && /Update(Command)?\b|setFieldsIf\(/.test(text))
      .map(([path]) => path);

    // The status report and the runner's facts leave the status as it is.
    expect(writers.sort()).toEqual([
      'shared/data/deployments/record-commit-facts.ts',
      'shared/data/deployments/status-report.ts',
      'shared/data/items/deployment-item.ts',
    ]);
  });
});
