import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { AwsFault } from '#infra/local/aws-fault.ts';
import { LocalBus } from '#infra/local/bus.ts';
import { invoke } from '#infra/local/function-registry.ts';
import { EventType } from '#shared/contract/event.ts';

vi.mock('#infra/local/function-registry.ts', () => ({ invoke: vi.fn() }));

const invoked = vi.mocked(invoke);
let log: string;

beforeEach(() => {
  invoked.mockReset();
  log = '';
  vi.spyOn(process.stderr, 'write').mockImplementation((chunk) => {
    log += String(chunk);
    return true;
  });
});

afterEach(() => {
  vi.restoreAllMocks();
});

const entry = (type: string, detail: unknown = { id: type }, source = 'ocore.projects') => ({
  Source: source,
  DetailType: type,
  Detail: JSON.stringify(detail),
  EventBusName: 'ocore',
});
const put = (bus: LocalBus, ...entries: unknown[]): unknown => bus.handle('PutEvents', { Entries: entries });

describe('the local bus', () => {
  it('accepts events as EventBridge does', () => {
    const bus = new LocalBus(0);

    const answer = put(bus, entry('project.created'), entry('project.updated'));

    expect(answer).toEqual({
      FailedEntryCount: 0,
      Entries: bus.events.map((event) => ({ EventId: event.id })),
    });
    expect(bus.events).toMatchObject([
      { version: '0', source: 'ocore.projects', 'detail-type': 'project.created', detail: { id: 'project.created' } },
      { 'detail-type': 'project.updated' },
    ]);
  });

  it('hands a deleted project to its purge, and nothing else to anybody', async () => {
    const bus = new LocalBus(0);

    put(bus, entry('project.created'), entry('project.deleted', { data: { id: 'prj_1' } }), entry('mapping.deleted'));
    await bus.idle();

    expect(invoked.mock.calls).toEqual([
      [
        'projects/purge-project',
        expect.objectContaining({ 'detail-type': 'project.deleted', detail: { data: { id: 'prj_1' } } }),
      ],
    ]);
  });

  it.each(EventType.options.filter((type) => type.startsWith('deployment.')))(
    'hands %s to its report',
    async (type) => {
      const bus = new LocalBus(0);

      put(bus, entry(type, { subject: 'dep_1' }));
      await bus.idle();

      expect(invoked.mock.calls).toEqual([
        ['events/report-status', expect.objectContaining({ 'detail-type': type, detail: { subject: 'dep_1' } })],
      ]);
    },
  );

  it('lets no target wait for another one', async () => {
    const bus = new LocalBus(0);
    const { promise, resolve } = Promise.withResolvers<void>();
    invoked.mockImplementation((file) => (file === 'events/report-status' ? promise : Promise.resolve()));

    put(bus, entry('deployment.started'), entry('project.deleted'));
    await expect.poll(() => invoked.mock.calls.map(([file]) => file)).toContain('projects/purge-project');
    resolve();
    await bus.idle();

    expect(invoked).toHaveBeenCalledTimes(2);
  });

  it('hands nothing of another source to our targets', async () => {
    const bus = new LocalBus(0);

    put(bus, entry('project.deleted', {}, 'somebody.else'));
    await bus.idle();

    expect(invoked).not.toHaveBeenCalled();
  });

  it('runs a target once at a time, in the order of the events', async () => {
    const bus = new LocalBus(0);
    const steps: string[] = [];
    invoked.mockImplementation(async (_file, event) => {
      const { id } = (event as { detail: { id: string } }).detail;
      steps.push(`${id} begins`);
      await new Promise((resolve) => setImmediate(resolve));
      steps.push(`${id} ends`);
    });

    put(bus, entry('project.deleted', { id: 'a' }), entry('project.deleted', { id: 'b' }));
    await bus.idle();

    expect(steps).toEqual(['a begins', 'a ends', 'b begins', 'b ends']);
  });

  it('tries a target again where it fails, with the same event', async () => {
    const bus = new LocalBus(0);
    invoked.mockRejectedValueOnce(new Error('not yet')).mockResolvedValue(undefined);

    put(bus, entry('project.deleted'));
    await bus.idle();

    expect(invoked.mock.calls.length).toBe(2);
    expect(invoked.mock.calls[0]).toEqual(invoked.mock.calls[1]);
    expect(JSON.parse(log)).toEqual({
      level: 'error',
      message: 'bus target',
      target: 'projects/purge-project',
      attempt: 0,
      reason: 'not yet',
    });
  });

  it('gives a target up after three retries and goes on with the next event', async () => {
    const bus = new LocalBus(0);
    invoked.mockImplementation(async (_file, event) => {
      if ((event as { detail: { id: string } }).detail.id === 'a') throw new Error('never');
    });

    put(bus, entry('project.deleted', { id: 'a' }), entry('project.deleted', { id: 'b' }));
    await bus.idle();

    expect(invoked.mock.calls.map(([, event]) => (event as { detail: { id: string } }).detail.id)).toEqual([
      'a',
      'a',
      'a',
      'a',
      'b',
    ]);
  });

  it('waits for the target under way when it stops, and begins no other', async () => {
    const bus = new LocalBus(0);
    const { promise, resolve } = Promise.withResolvers<void>();
    let ended = false;
    invoked.mockImplementation(async () => {
      await promise;
      ended = true;
    });
    put(bus, entry('project.deleted'), entry('project.deleted'));
    await expect.poll(() => invoked.mock.calls.length).toBe(1);

    const stopping = bus.stop();
    resolve();
    await stopping;

    expect(ended).toBe(true);
    expect(invoked.mock.calls.length).toBe(1);
  });

  it('keeps the newest thousand events', () => {
    const bus = new LocalBus(0);

    for (let index = 0; index < 1005; index += 1) put(bus, entry(`x.${index}`));

    expect(bus.events.length).toBe(1000);
    expect(bus.events.at(-1)?.['detail-type']).toBe('x.1004');
  });

  it.each([
    ['no entries', { Entries: [] }],
    ['eleven entries', { Entries: Array.from({ length: 11 }, () => entry('x')) }],
    ['no list', { Entries: 'x' }],
    ['nothing', {}],
    ['an entry without a source', { Entries: [{ DetailType: 'x', Detail: '{}' }] }],
    ['a detail that is no text', { Entries: [{ ...entry('x'), Detail: {} }] }],
  ])('refuses %s', (_what, input) => {
    const bus = new LocalBus(0);

    expect(() => bus.handle('PutEvents', input)).toThrow(AwsFault);
    expect(bus.events).toEqual([]);
  });

  it('does not know any other operation', () => {
    expect(() => new LocalBus(0).handle('PutRule', {})).toThrow('The local bus does not know PutRule.');
  });
});
