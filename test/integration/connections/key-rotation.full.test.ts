import { vi } from 'vitest';
import { githubHost, gitlabHost } from './git-host.ts';
import { describeKeyRotation } from './key-rotation-bench.ts';

// What waits for a provider need not wait here.
vi.mock('node:timers/promises', async () => (await import('./no-pauses.ts')).noPauses());

describeKeyRotation([
  ['GitHub Enterprise Server', githubHost],
  ['GitLab', () => gitlabHost('19')],
]);
