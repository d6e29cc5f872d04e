import { describeExactlyOnce } from './exactly-once.ts';

describeExactlyOnce({ orders: 1, pushesEach: 2, copies: 3 });
