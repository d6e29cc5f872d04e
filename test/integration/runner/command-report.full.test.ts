import { describe, expect, it } from 'vitest';
import { bench, completed, passedOver, useBench, writing } from './command-report-bench.ts';

useBench();

describe('what a deploy command reports', () => {
  it.each([
    ['another shape', writing({ updates: [{ module: 'a b', reason: 'changed' }], warnings: [], statusReason: null })],
    ['more than 64 KB', 'head -c 70000 /dev/zero > "$OCORE_REPORT"'],
    ['a link to another file', 'echo "{}" > other; ln -s "$PWD/other" "$OCORE_REPORT"'],
    ['a pipe that nobody writes to', 'mkfifo "$OCORE_REPORT"'],
  ])('is passed over where it is %s, which the log says', async (_what, command) => {
    expect(await completed(command)).toMatchObject({ status: 'succeeded', changePlan: { updates: null } });
    expect(bench.api.log).toContain(passedOver);
  });

  it('gives the reason of a failure, with the code in the error message', async () => {
    const report = { updates: [], warnings: [], statusReason: 'Odoo did not load all modules.' };

    expect(await completed(`${writing(report)}\nexit 3`)).toMatchObject({
      status: 'failed',
      statusReason: 'Odoo did not load all modules.',
      errorMessage: 'The command ended with code 3. Odoo did not load all modules.',
    });
  });

  it('has no secret of the runner', async () => {
    const secret = 'ocore_key_topsecrettoken';

    const completion = await completed(`${writing({ updates: [], warnings: [secret], statusReason: secret })}\nexit 1`);

    expect(JSON.stringify(completion)).not.toContain(secret);
    expect(completion?.statusReason).toBe('[redacted]');
  });

  it('is cut to the limits of the service', async () => {
    const updates = Array.from({ length: 105 }, (_, index) => ({ module: `m${index}`, reason: 'changed' }));
    const report = { updates, warnings: Array.from({ length: 60 }, () => 'w'.repeat(400)), statusReason: null };

    const plan = (await completed(writing(report)))?.changePlan;

    expect(plan?.updates).toHaveLength(100);
    expect(plan?.warnings).toContain('The command updates 5 more modules.');
    expect([plan?.warnings.length, plan?.warnings.at(-1)?.length]).toEqual([50, 300]);
  });

  it('may be missing', async () => {
    expect(await completed('true')).toMatchObject({ status: 'succeeded', changePlan: { updates: null } });
    expect(bench.api.log).not.toContain(passedOver);
  });

  it.each([['no JSON', 'echo x > "$OCORE_REPORT"']])(
    'is passed over where it is %s, which the log says',
    async (_what, command) => {
      expect(await completed(command)).toMatchObject({ status: 'succeeded', changePlan: { updates: null } });
      expect(bench.api.log).toContain(passedOver);
    },
  );
});
