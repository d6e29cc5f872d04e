import { chmodSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startDynamoDb } from '#infra/local/dynamodb.ts';
import { LocalFailure } from '#infra/local/local-failure.ts';

const sentence = "AWS's DynamoDB Local needs Java 17 or newer: install it and put java on the PATH.";

const start = () =>
  startDynamoDb({ engine: 'dynamodb-local', database: null, tableName: 'ocore-test', accessKey: 'k'.repeat(20) });

const path = process.env.PATH;
let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'ocore-java-'));
  symlinkSync('/bin/sh', join(folder, 'sh'));
  process.env.PATH = folder;
});
afterEach(() => {
  process.env.PATH = path;
  rmSync(folder, { recursive: true });
});

const fakeJava = (says: string): void => {
  const file = join(folder, 'java');
  writeFileSync(file, `#!/bin/sh\necho '${says}' >&2\nexit 1\n`);
  chmodSync(file, 0o755);
};

describe("AWS's DynamoDB Local on a machine without Java", () => {
  it('says in one sentence what to do', async () => {
    const error: unknown = await start().catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(LocalFailure);
    expect((error as Error).message).toBe(sentence);
  });

  it("says the same where macOS's stand-in answers for java", async () => {
    fakeJava('The operation could not be completed. Unable to locate a Java Runtime.');
    await expect(start()).rejects.toThrow(sentence);
  });

  it('says the same where Java is too old', async () => {
    fakeJava('Error: java.lang.UnsupportedClassVersionError: class file version 61.0');
    await expect(start()).rejects.toThrow(sentence);
  });

  it('hands on what else the engine says', async () => {
    fakeJava('Error: Could not reserve enough space for object heap');
    await expect(start()).rejects.toThrow('did not start: Error: Could not reserve enough space for object heap.');
  });
});
