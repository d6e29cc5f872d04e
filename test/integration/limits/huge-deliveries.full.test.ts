import { describeHugeDeliveries, furtherPayloads } from './huge-deliveries.ts';

describeHugeDeliveries(furtherPayloads);
