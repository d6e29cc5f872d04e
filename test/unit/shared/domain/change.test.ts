import { describe, expect, it } from 'vitest';
import { CloudEvent } from '#shared/contract/event.ts';
import { type ChangeEvent, cloudEvent } from '#shared/domain/change.ts';
import { now, organizationId, past, projectId } from '#test/fixtures/records.ts';

const change: ChangeEvent = {
  type: 'project.updated',
  subject: projectId(),
  version: 7,
  data: { id: projectId(), name: 'ERP' },
};
const made = (event: Partial<ChangeEvent> = {}, time = now) =>
  cloudEvent(organizationId(), projectId(), { ...change, ...event }, time);

describe('cloudEvent', () => {
  it('has the envelope of a CloudEvent', () => {
    expect(made()).toStrictEqual({
      specversion: '1.0',
      id: `${projectId()}/7/project.updated`,
      source: `/organizations/${organizationId()}/projects/${projectId()}`,
      type: 'project.updated',
      subject: projectId(),
      time: now,
      datacontenttype: 'application/json',
      data: { id: projectId(), name: 'ERP' },
    });
    expect(CloudEvent.parse(made())).toStrictEqual(made());
  });

  it('has the same id whenever it is told again', () => {
    expect(made({}, past).id).toBe(made({}, now).id);
  });

  it.each([
    ['version', { version: 8 }],
    ['subject', { subject: projectId(2) }],
    ['type', { type: 'project.archived' }],
  ] as const)('has another id for another %s', (_, other) => {
    expect(made(other).id).not.toBe(made().id);
  });
});
