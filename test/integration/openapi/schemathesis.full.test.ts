import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { endpoints } from '#shared/contract/endpoints.ts';
import { realPush } from '#test/fixtures/github.ts';
import { TestService } from '#test/integration/test-service.ts';
import { isAccepted } from './accepted-findings.ts';
import { type Run, runSchemathesis } from './schemathesis.ts';

const folder = mkdtempSync(join(tmpdir(), 'ocore-schemathesis-'));
let service: TestService;
let run: Run;

beforeAll(async () => {
  service = await TestService.start();
  const { webhook } = await service.connectedProject();
  await service.deliver(webhook, 'push', { ...realPush(), ref: 'refs/heads/staging' });
  await service.settled();
  run = await runSchemathesis(folder, { url: service.local.url, token: service.token });
});

afterAll(async () => {
  await service.stop();
  rmSync(folder, { recursive: true, force: true });
});

describe('a service that Schemathesis calls by openapi.json', () => {
  it('answers as the document says, but for what no schema can say', () => {
    expect(run.findings.filter((finding) => !isAccepted(finding))).toEqual([]);
  });

  it('is called at each operation, more than 2,000 times', () => {
    expect(run.errors).toEqual([]);
    expect([...run.operations].sort()).toEqual(endpoints.map((row) => `${row.method} ${row.path}`).sort());
    expect(run.calls).toBeGreaterThan(2000);
  });

  it('never fails: only a Git provider does, which no test reaches', () => {
    const errors = service.logLines.filter((line) => line.startsWith('{"level":"error"'));

    expect(run.findings.filter(({ status }) => status >= 500 && status !== 502)).toEqual([]);
    expect(errors.filter((line) => !line.includes('"status":502,'))).toEqual([]);
  });
});
