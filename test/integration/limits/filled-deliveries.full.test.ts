import { describeDeliveriesOfAnyLength } from './deliveries-of-any-length.ts';
import { samplePayloads } from './filled-deliveries.ts';

describeDeliveriesOfAnyLength(samplePayloads.filter(({ provider }) => provider === 'github' || provider === 'gitlab'));
