import { describeMalformedBodies } from './malformed.ts';
import { payloads } from './payloads.ts';

// Beside those of GitHub and GitLab, so that two processes share the work.
describeMalformedBodies(
  payloads.filter(({ provider }) => provider !== 'github' && provider !== 'gitlab'),
  1,
);
