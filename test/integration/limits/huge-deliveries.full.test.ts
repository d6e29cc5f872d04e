import { samplePayloads } from './filled-deliveries.ts';
import { describeHugeDeliveries } from './huge-deliveries.ts';

describeHugeDeliveries(samplePayloads);
