import { describeMalformedBodies } from './malformed.ts';
import { payloads } from './payloads.ts';

const firstOfEachProvider = [...new Map(payloads.toReversed().map((one) => [one.provider, one])).values()];

describeMalformedBodies(firstOfEachProvider, 20);
