import { describeMalformedBodies } from './malformed.ts';
import { payloads } from './payloads.ts';

describeMalformedBodies(payloads, 1);
