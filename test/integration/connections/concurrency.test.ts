import { describeSchedules } from './concurrency.ts';

describeSchedules({ whole: 2, dying: 1 });
