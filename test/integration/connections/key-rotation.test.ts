import { vi } from 'vitest';
import { giteaHost } from './git-host.ts';
import { describeKeyRotation } from './key-rotation-bench.ts';

// What waits for a provider need not wait here.
vi.mock('node:timers/promises', async () => (await import('./no-pauses.ts')).noPauses());

describeKeyRotation([['Gitea', giteaHost]]);
