import { afterAll, beforeAll, expect, test } from 'vitest';
import { Issuer } from '#test/fixtures/issuer.ts';
import { TestService } from '../test-service.ts';
import { BuiltConsole } from './built-console.ts';

const built = new BuiltConsole();
let issuer: Issuer;
let service: TestService;
beforeAll(async () => {
  issuer = await Issuer.start();
  Object.assign(issuer, { discovery: { token_endpoint: 'https://oauth2.example/token' } });
  service = await TestService.start({ startBuild: built.startBuild, signIn: issuer.signIn });
});
afterAll(async () => {
  await service.stop();
  await issuer.stop();
  built.remove();
});

test('The page lets its scripts call the issuer, of which it asks once', async () => {
  const pages = [await service.anonymous('GET', '/'), await service.anonymous('GET', '/')];

  for (const { headers } of pages) {
    expect(headers['content-security-policy']).toContain(`connect-src 'self' ${issuer.url} https://oauth2.example;`);
  }
  expect(issuer.asked.discovery).toBe(1);
});
