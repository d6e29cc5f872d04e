import { afterEach, beforeEach } from 'vitest';

// One failed test is the proof: the others of its file are left out. Vitest's own `bail` would leave out the other guards too.
let failed = false;

beforeEach(({ skip }) => skip(failed));
afterEach(({ task }) => {
  failed ||= task.result?.state === 'fail';
});
