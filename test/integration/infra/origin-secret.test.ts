import { rmSync } from 'node:fs';
import { afterAll, describe, expect, it, vi } from 'vitest';
import { deployedFunctions } from './deployed-function.ts';
import { stubFolder } from './stub-bundle.ts';
import { referredTo, Synthesized } from './synthesized.ts';

vi.mock('#infra/bundle.ts', () => import('./stub-bundle.ts'));
afterAll(() => rmSync(stubFolder, { recursive: true, force: true }));

const publicUrl = 'https://ocore.example.com';
const sha256 = ['a'.repeat(64), 'b'.repeat(64)];
const app = Synthesized.of({ originSecret: { publicUrl, sha256 } });
const functions = deployedFunctions(app);

describe('an API behind another server', () => {
  it('tells each function that the gateway calls what to ask for, and no other', () => {
    const routed = new Set(
      app.templates.flatMap(({ resources }) =>
        resources
          .filter(({ Type }) => Type === 'AWS::ApiGatewayV2::Integration')
          .map(({ Properties }) => referredTo(Properties.IntegrationUri)),
      ),
    );
    const called = functions.filter((one) => routed.has(one.id) || one.file === 'auth/authorize');

    const told = functions.filter(({ variables }) => variables.includes('ORIGIN_SHA256'));
    expect(told.map(({ file }) => file)).toEqual(called.map(({ file }) => file));
    for (const { properties } of told) {
      expect(properties.Environment).toMatchObject({ Variables: { ORIGIN_SHA256: sha256.join(',') } });
    }
  });

  it('keeps what the authorizer says by token and header together', () => {
    expect(app.one('AWS::ApiGatewayV2::Authorizer').Properties.IdentitySource).toEqual([
      '$request.header.Authorization',
      '$request.header.x-ocore-origin',
    ]);
  });

  it('builds all its URLs with the address of that server, and tells it where it answers itself', () => {
    const urls = functions.flatMap(({ properties }) => {
      const { Variables } = properties.Environment as { Variables: { PUBLIC_URL?: unknown } };
      return Variables.PUBLIC_URL ?? [];
    });

    expect(new Set(urls)).toEqual(new Set([publicUrl]));
    const { outputs } = app.template('Service');
    expect(outputs.ApiUrl).toBe(publicUrl);
    expect(referredTo(outputs.OriginUrl)).toBe(app.one('AWS::ApiGatewayV2::Api').id);
  });

  it('is not told of one unasked', () => {
    expect(JSON.stringify(Synthesized.of().templates)).not.toContain('ORIGIN_SHA256');
  });
});
