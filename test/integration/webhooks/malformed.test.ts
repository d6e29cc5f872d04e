import { describeMalformedBodies } from './malformed.ts';
import { payloads } from './payloads.ts';

const samples = ['GitHub push 1', 'GitLab push'];

describeMalformedBodies(
  payloads.filter((one) => samples.includes(one.name)),
  20,
);
