import { describeBranchOrder } from './branch-order-property.ts';

describeBranchOrder(5000);
