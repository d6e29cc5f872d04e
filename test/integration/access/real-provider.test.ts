import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { keys } from '#shared/data/table/keys.ts';
import { table } from '#shared/data/table/table.ts';
import { RealProvider } from '#test/fixtures/real-provider.ts';
import { minutesLater } from '../clock.ts';
import { expectProblem } from '../expect-problem.ts';
import { writtenMember } from '../principals.ts';
import { expectStatus, TestService } from '../test-service.ts';

let ours: RealProvider;
let another: RealProvider;
let service: TestService;
beforeAll(async () => {
  ours = await RealProvider.start();
  another = await RealProvider.start();
  service = await TestService.start({ signIn: ours.settings });
  const member = await writtenMember(service.local.organization.id, {
    status: 'invited',
    roleId: 'developer',
    email: 'mona@acme.example',
    name: null,
    subjectKey: null,
    expiresAt: new Date(Date.now() + 86_400_000).toISOString(),
  });
  const { client, name } = table();
  const { organizationId, id: memberId, email } = member;
  const pointer = { ...keys.invitedEmail(email, organizationId), organizationId, memberId };
  await client.send(new PutCommand({ TableName: name, Item: pointer }));
});
afterAll(async () => {
  await service.stop();
  await ours.stop();
  await another.stop();
});

const accept = (idToken: string) => service.anonymous('POST', '/api/invitations/accept', { body: { idToken } });
const me = (token: string) => service.api('GET', '/api/me', { token });

// One story, in this order.
describe('with a real provider: code with PKCE', () => {
  it('nobody gets in by another provider', async () => {
    const { accessToken, idToken } = await another.signIn('mona');
    expectProblem(await accept(idToken), 'unauthenticated');
    expectProblem(await me(accessToken), 'unauthenticated');
  });

  it('a person accepts the invitation with the ID token, and is let in with the access token alone', async () => {
    const { accessToken, idToken } = await ours.signIn('mona');
    expect(expectStatus(200, await accept(idToken)).json).toMatchObject({ name: 'Mona Lisa', status: 'active' });
    expect(expectStatus(200, await me(accessToken)).json).toMatchObject({ principal: { name: 'Mona Lisa' } });
    expectProblem(await me(idToken), 'unauthenticated');
    expectProblem(await accept(accessToken), 'unauthenticated');
  });

  it('somebody who is not invited signs in and is a stranger', async () => {
    const { accessToken, idToken } = await ours.signIn('eve');
    expectProblem(await accept(idToken), 'not_found');
    expectProblem(await me(accessToken), 'permission_missing');
  });

  it('a token by a new key passes once the keys are asked for, and while the provider is down', async () => {
    await ours.rotate('second');
    const { accessToken } = await ours.signIn('mona');
    await minutesLater(2, async () => expectStatus(200, await me(accessToken)));
    const later = await ours.signIn('mona');
    ours.isDown = true;
    await minutesLater(5, async () => expectStatus(200, await me(later.accessToken)));
  });
});
