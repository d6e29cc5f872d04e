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
});
