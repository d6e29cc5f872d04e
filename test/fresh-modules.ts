import dns from 'node:dns';
import { syncBuiltinESMExports } from 'node:module';
import { vi } from 'vitest';

// Files that share a process find it as a new one: no module of the project loaded, and what files replace as it was.
const asItBegan = Symbol.for('ocore.as-it-began');
type Kept = { readonly environment: NodeJS.ProcessEnv; readonly lookup: typeof dns.lookup };
const begun = globalThis as typeof globalThis & { [asItBegan]?: Kept };
begun[asItBegan] ??= { environment: { ...process.env }, lookup: dns.lookup };
const { environment, lookup } = begun[asItBegan];

vi.useRealTimers();
vi.unstubAllGlobals();
for (const name of Object.keys(process.env)) delete process.env[name];
Object.assign(process.env, environment);
Object.assign(dns, { lookup });
syncBuiltinESMExports();
vi.resetModules();
