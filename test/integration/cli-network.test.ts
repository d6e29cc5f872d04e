import { describe, expect, it } from 'vitest';
import { ocore, own, port, useBench } from './cli-network-bench.ts';

useBench();

describe('ocore', () => {
  it('says of an unknown authority how to make it known, and trusts it then', async () => {
    const unknown = await ocore(`https://127.0.0.1:${port}`);
    const known = await ocore(`https://127.0.0.1:${port}`, own());

    expect(unknown).toMatchObject({ code: 8, stderr: expect.stringMatching(/authority .*NODE_EXTRA_CA_CERTS/) });
    expect(known.code).toBe(4);
  });
});
