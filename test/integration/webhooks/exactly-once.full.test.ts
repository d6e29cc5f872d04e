import { describeExactlyOnce } from './exactly-once.ts';

// Ten orders of 25 pushes for each of the two providers: 500 pushes, each delivered ten times at once, and again.
describeExactlyOnce({ orders: 10, pushesEach: 5, copies: 10 });
