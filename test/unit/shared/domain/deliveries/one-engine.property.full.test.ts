import { describeOneEngine } from './one-engine-property.ts';

describeOneEngine(16_000);
