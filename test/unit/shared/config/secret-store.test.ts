import { expect, it } from 'vitest';
import { secretStore } from '#shared/config/secret-store.ts';

it('A service on one machine names its Secrets Manager; on AWS there is none to name', () => {
  const set = { OCORE_SECRET_STORE: 'http://127.0.0.1:1', OCORE_SECRET_STORE_KEY_FILE: '/state/access-key' };
  expect(secretStore(set)).toEqual({ endpoint: 'http://127.0.0.1:1', accessKeyFile: '/state/access-key' });
  expect(secretStore({})).toBeNull();
});
