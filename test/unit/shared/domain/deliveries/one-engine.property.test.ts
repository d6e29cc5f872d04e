import { describeOneEngine } from './one-engine-property.ts';

describeOneEngine(1000);
