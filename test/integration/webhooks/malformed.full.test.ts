import { describeMalformedBodies } from './malformed.ts';
import { payloads } from './payloads.ts';

describeMalformedBodies(
  payloads.filter(({ provider }) => provider === 'github' || provider === 'gitlab'),
  1,
);
