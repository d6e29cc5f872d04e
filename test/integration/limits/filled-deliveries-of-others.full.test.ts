import { describeDeliveriesOfAnyLength } from './deliveries-of-any-length.ts';
import { samplePayloads } from './filled-deliveries.ts';

// Beside those of GitHub and GitLab, so that two processes share the work.
describeDeliveriesOfAnyLength(samplePayloads.filter(({ provider }) => provider !== 'github' && provider !== 'gitlab'));
