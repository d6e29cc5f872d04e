import { describe, expect, it } from 'vitest';
import { loadConfig, type Variable } from '#shared/config/load-config.ts';

const all: readonly Variable[] = [
  'TABLE_NAME',
  'PUBLIC_URL',
  'ROOT_SECRET_ID',
  'SECRET_PREFIX',
  'LEASE_SECRET_ID',
  'EVENT_BUS_NAME',
  'AWS_REGION',
];
const good = {
  TABLE_NAME: 'ocore',
  PUBLIC_URL: 'https://ocore.example.com',
  ROOT_SECRET_ID: 'ocore/root-key',
  SECRET_PREFIX: 'ocore-dev',
  LEASE_SECRET_ID: 'ocore/lease-key',
  EVENT_BUS_NAME: 'ocore',
  AWS_REGION: 'eu-central-1',
};

describe('loadConfig', () => {
  it('reads what is needed and nothing else', () => {
    expect(loadConfig(['TABLE_NAME'], { ...good, SECRET: 'x' })).toEqual({ TABLE_NAME: 'ocore' });
  });

  it('reads everything', () => {
    expect(loadConfig(all, good)).toEqual(good);
  });

  it('lists every variable that is missing in one message', () => {
    expect(() => loadConfig(all, {})).toThrow(
      'The configuration is not valid: TABLE_NAME is not set; PUBLIC_URL is not set; ROOT_SECRET_ID is not set; SECRET_PREFIX is not set; LEASE_SECRET_ID is not set; EVENT_BUS_NAME is not set; AWS_REGION is not set.',
    );
  });

  it('lists every variable that is wrong in one message, with what it must be', () => {
    const bad = {
      TABLE_NAME: 'a b',
      PUBLIC_URL: 'ocore.example.com',
      ROOT_SECRET_ID: '',
      SECRET_PREFIX: '',
      AWS_REGION: 'Frankfurt',
    };

    expect(() => loadConfig(all, bad)).toThrow(
      /TABLE_NAME must be .*; PUBLIC_URL must be .*; ROOT_SECRET_ID must be .*; SECRET_PREFIX must be .*; LEASE_SECRET_ID is not set; EVENT_BUS_NAME is not set; AWS_REGION must be an AWS region such as eu-central-1\./,
    );
  });

  it('does not repeat the wrong value, which may be a secret in the wrong place', () => {
    const attempt = (): unknown => loadConfig(['TABLE_NAME'], { TABLE_NAME: 's3cr3t value' });

    expect(attempt).toThrow('TABLE_NAME');
    expect(attempt).not.toThrow('s3cr3t');
  });

  it('complains of nothing that is not needed', () => {
    expect(loadConfig([], {})).toEqual({});
    expect(loadConfig(['TABLE_NAME'], { TABLE_NAME: 'ocore', AWS_REGION: 'nowhere' })).toEqual({ TABLE_NAME: 'ocore' });
  });

  it.each(['ocore', 'ocore-dev', 'ocore-a-b', 'ocore-a'])('takes the prefix %s', (SECRET_PREFIX) => {
    expect(loadConfig(['SECRET_PREFIX'], { SECRET_PREFIX })).toEqual({ SECRET_PREFIX });
  });

  it.each(['', 'ocore-', 'ocore/', 'acme', 'ocore-dev/x', 'ocore\n'])('refuses the prefix %j', (SECRET_PREFIX) => {
    expect(() => loadConfig(['SECRET_PREFIX'], { SECRET_PREFIX })).toThrow('SECRET_PREFIX must be');
  });

  it.each([
    'eu-central-1',
    'us-east-1',
    'ap-southeast-5',
    'us-gov-west-1',
    'us-isob-east-1',
    'cn-north-1',
    'eusc-de-east-1',
  ])('takes the region %s', (region) => {
    expect(loadConfig(['AWS_REGION'], { AWS_REGION: region })).toEqual({ AWS_REGION: region });
  });

  it.each(['', 'eu', 'eu-central', 'eu_central_1', 'EU-CENTRAL-1', 'eu-central-1\n', ' eu-central-1'])(
    'refuses the region %j',
    (region) => {
      expect(() => loadConfig(['AWS_REGION'], { AWS_REGION: region })).toThrow('AWS_REGION must be');
    },
  );

  it.each(['http://127.0.0.1:4700', 'https://ocore.example.com', 'https://abc.execute-api.eu-central-1.amazonaws.com'])(
    'takes the address %s',
    (url) => {
      expect(loadConfig(['PUBLIC_URL'], { PUBLIC_URL: url })).toEqual({ PUBLIC_URL: url });
    },
  );

  it.each(['', 'ocore.example.com', 'https://ocore.example.com/', 'https://a/b', 'ftp://a', 'https://a b'])(
    'refuses the address %j',
    (url) => {
      expect(() => loadConfig(['PUBLIC_URL'], { PUBLIC_URL: url })).toThrow('PUBLIC_URL must be');
    },
  );
});
