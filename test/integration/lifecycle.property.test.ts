import { describeLifecycle } from './lifecycle-property.ts';

describeLifecycle(2);
