import { describe, expect, it } from 'vitest';
import type { Deployment } from '#shared/contract/deployment.ts';
import { type History, withNewest, withOlder } from '../../../../console/deployments/history.ts';

/** A page of these deployments, named by the second in which they were made. */
const page = (seconds: readonly number[], nextCursor: string | null, status = 'queued'): History => ({
  deployments: seconds.map(
    (second) =>
      ({ id: `dep_${second}`, createdAt: `2026-11-01T10:00:${second}.000Z`, status }) as unknown as Deployment,
  ),
  nextCursor,
});
const seconds = ({ deployments }: History): readonly string[] => deployments.map(({ id }) => id.slice(4));

describe('a history whose newest page is read again', () => {
  it('keeps the older pages, and what has left the newest one', () => {
    const known = withOlder(page([40, 30], 'a'), page([20, 10], 'b'));

    const after = withNewest(known, page([50, 40], 'c'));

    expect(seconds(after)).toEqual(['50', '40', '30', '20', '10']);
    expect(after.nextCursor).toBe('b');
  });

  it('takes the new state of each deployment of the page', () => {
    const after = withNewest(page([40, 30], 'a'), page([40, 30], 'a', 'succeeded'));

    expect(after.deployments.map(({ status }) => status)).toEqual(['succeeded', 'succeeded']);
  });

  it('drops what no longer belongs among those of the page', () => {
    const known = withOlder(page([40, 30], 'a'), page([20], null));

    expect(seconds(withNewest(known, page([40, 20], 'b')))).toEqual(['40', '20']);
  });

  it('begins anew where more has come than a page holds', () => {
    const known = withOlder(page([20, 15], 'a'), page([10], null));

    expect(withNewest(known, page([50, 40], 'b'))).toEqual(page([50, 40], 'b'));
  });

  it('is the page alone where that is the whole list', () => {
    const known = withOlder(page([20, 15], 'a'), page([10], null));

    expect(withNewest(known, page([15], null))).toEqual(page([15], null));
    expect(withNewest(null, page([15], null))).toEqual(page([15], null));
  });
});

it('An older page adds no deployment twice', () => {
  expect(seconds(withOlder(page([40, 30], 'a'), page([30, 20], null)))).toEqual(['40', '30', '20']);
});
