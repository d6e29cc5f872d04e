import { describeHugeDeliveries, firstPayloads } from './huge-deliveries.ts';

describeHugeDeliveries(firstPayloads);
