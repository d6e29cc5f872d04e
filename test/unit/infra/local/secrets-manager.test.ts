import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { AwsFault } from '#infra/local/aws-fault.ts';
import { LocalFailure } from '#infra/local/local-failure.ts';
import { LocalSecretsManager } from '#infra/local/secrets-manager.ts';
import { ephemeralState, openStateDirectory, type StateDirectory } from '#infra/local/state-directory.ts';

let directory: string;
let state: StateDirectory;

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'ocore-secrets-'));
  state = openStateDirectory(directory);
});

afterEach(() => {
  state.release();
  rmSync(directory, { recursive: true, force: true });
});

const fresh = (): LocalSecretsManager => new LocalSecretsManager(ephemeralState());
const faultOf = (attempt: () => unknown): string => {
  try {
    attempt();
  } catch (error) {
    if (error instanceof AwsFault) return error.type;
    throw error;
  }
  throw new Error('It succeeded.');
};
const secret = { Name: 'ocore/x', SecretString: 'value', ClientRequestToken: 'token-1' };

describe('the local Secrets Manager', () => {
  it('gives back what it was given, by name and by ARN', () => {
    const manager = fresh();
    const made = manager.handle('CreateSecret', secret) as { ARN: string };

    for (const SecretId of ['ocore/x', made.ARN]) {
      expect(manager.handle('GetSecretValue', { SecretId })).toMatchObject({
        Name: 'ocore/x',
        SecretString: 'value',
        VersionId: 'token-1',
        VersionStages: ['AWSCURRENT'],
      });
    }
  });

  it('takes the same call twice: a retry whose first answer was lost', () => {
    const manager = fresh();

    const answers = [manager.handle('CreateSecret', secret), manager.handle('CreateSecret', secret)];

    expect(answers[0]).toEqual(answers[1]);
    expect(manager.names()).toEqual(['ocore/x']);
  });

  it.each([
    ['another value', { SecretString: 'other' }],
    ['another token', { ClientRequestToken: 'token-2' }],
  ])('refuses a name that exists for %s', (_what, change) => {
    const manager = fresh();
    manager.handle('CreateSecret', secret);

    expect(faultOf(() => manager.handle('CreateSecret', { ...secret, ...change }))).toBe('ResourceExistsException');
    expect(manager.handle('GetSecretValue', { SecretId: 'ocore/x' })).toMatchObject({ SecretString: 'value' });
  });

  it('takes a new value', () => {
    const manager = fresh();
    manager.handle('CreateSecret', secret);

    manager.handle('PutSecretValue', { SecretId: 'ocore/x', SecretString: 'new', ClientRequestToken: 'token-2' });

    expect(manager.handle('GetSecretValue', { SecretId: 'ocore/x' })).toMatchObject({
      SecretString: 'new',
      VersionId: 'token-2',
    });
  });

  it('describes and lists secrets without their values', () => {
    const manager = fresh();
    manager.handle('CreateSecret', { ...secret, Description: 'A key.', Tags: [{ Key: 'a', Value: 'b' }] });

    const described = manager.handle('DescribeSecret', { SecretId: 'ocore/x' });

    expect(described).toMatchObject({ Name: 'ocore/x', Description: 'A key.', Tags: [{ Key: 'a', Value: 'b' }] });
    expect(manager.handle('ListSecrets', {})).toEqual({ SecretList: [described] });
    expect(JSON.stringify(described)).not.toContain('value');
  });

  it('deletes a secret, after which it is not there', () => {
    const manager = fresh();
    manager.handle('CreateSecret', secret);

    manager.handle('DeleteSecret', { SecretId: 'ocore/x', ForceDeleteWithoutRecovery: true });

    expect(faultOf(() => manager.handle('GetSecretValue', { SecretId: 'ocore/x' }))).toBe('ResourceNotFoundException');
    expect(manager.names()).toEqual([]);
  });

  it('deletes what is not there only by force, as AWS does', () => {
    const manager = fresh();

    expect(manager.handle('DeleteSecret', { SecretId: 'x', ForceDeleteWithoutRecovery: true })).toBeDefined();
    expect(faultOf(() => manager.handle('DeleteSecret', { SecretId: 'x' }))).toBe('ResourceNotFoundException');
  });

  it.each(['GetSecretValue', 'PutSecretValue', 'DescribeSecret'])(
    'answers %s of what is not there as AWS does',
    (operation) => {
      expect(faultOf(() => fresh().handle(operation, { SecretId: 'x' }))).toBe('ResourceNotFoundException');
    },
  );

  it.each(['RotateSecret', '', 'constructor', '__proto__'])('does not know the operation %j', (operation) => {
    expect(faultOf(() => fresh().handle(operation, {}))).toBe('InvalidAction');
  });

  it('takes a secret named like a part of an object for what it is', () => {
    expect(faultOf(() => fresh().handle('GetSecretValue', { SecretId: '__proto__' }))).toBe(
      'ResourceNotFoundException',
    );
  });
});

describe('its file', () => {
  it('keeps the secrets for the next start, for their owner alone', () => {
    new LocalSecretsManager(state).handle('CreateSecret', secret);

    const again = new LocalSecretsManager(state);

    expect(again.handle('GetSecretValue', { SecretId: 'ocore/x' })).toMatchObject({ SecretString: 'value' });
    expect(statSync(join(directory, 'secrets.json')).mode & 0o777).toBe(0o600);
  });

  it('forgets what was deleted', () => {
    const manager = new LocalSecretsManager(state);
    manager.handle('CreateSecret', secret);
    manager.handle('DeleteSecret', { SecretId: 'ocore/x', ForceDeleteWithoutRecovery: true });

    expect(readFileSync(join(directory, 'secrets.json'), 'utf8')).toBe('[]');
  });

  it.each(['{}', '[1]', '[{"name":"x"}]', '"x"'])('that is not one of ours is a sentence: %s', (content) => {
    writeFileSync(join(directory, 'secrets.json'), content);

    const attempt = (): unknown => new LocalSecretsManager(state);

    expect(attempt).toThrow(LocalFailure);
    expect(attempt).toThrow('secrets.json is not one of oCore');
  });

  it('that is broken is a sentence', () => {
    writeFileSync(join(directory, 'secrets.json'), '[{');

    expect(() => new LocalSecretsManager(state)).toThrow(/secrets\.json is broken/);
  });
});
