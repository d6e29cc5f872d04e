import { DeleteCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import { describe, expect, it } from 'vitest';
import { keys } from '#shared/data/table/keys.ts';
import { table } from '#shared/data/table/table.ts';
import type { MemberRecord } from '#shared/domain/records/member.ts';
import { expectProblem } from '../expect-problem.ts';
import { otherOrganization, signedInMember, wholeTable } from '../principals.ts';
import { expectStatus } from '../test-service.ts';
import {
  accept,
  acceptAs,
  home,
  invite,
  issuer,
  me,
  newPerson,
  pointersOf,
  service,
  useBench,
} from './accept-invitation-bench.ts';

useBench();

describe('accepting an invitation', () => {
  it('is refused for a 21st organisation, and taken again once one was left', async () => {
    const { sub, email } = newPerson();
    const joined: MemberRecord[] = [];
    for (let one = 0; one < 20; one += 1) {
      const { organizationId } = await otherOrganization(service, `many-${one}`);
      joined.push(await signedInMember(organizationId, issuer.url, sub));
    }
    const { client, name } = table();
    const organizations = joined.map(({ organizationId }) => organizationId);
    const person = keys.person(keys.subject(issuer.url, sub));
    await client.send(new PutCommand({ TableName: name, Item: { ...person, organizations, version: 20 } }));
    await invite(home, email);
    expectProblem(await acceptAs({ sub, email }, 'local'), 'conflict');
    expect(await pointersOf(sub)).toHaveLength(20);
    expect(expectStatus(200, await me(sub)).json.organizations).toHaveLength(20);
    const [left] = joined;
    if (left?.subjectKey == null) throw new Error('Nobody joined.');
    await client.send(
      new DeleteCommand({ TableName: name, Key: keys.membership(left.subjectKey, left.organizationId) }),
    );
    expectStatus(200, await acceptAs({ sub, email }, 'local'));
  });
});

describe('taking over an invitation', () => {
  it('is not done twice at once: of 100 calls by two people, one becomes the member', async () => {
    const { sub, email } = newPerson();
    const { id } = await invite(home, email);
    const tokens = await Promise.all([sub, `${sub}-twin`].map((one) => issuer.idToken({ sub: one, email })));
    const answers = await Promise.all(Array.from({ length: 100 }, (_, index) => accept(tokens[index % 2] ?? '')));
    const statuses = new Set(answers.map(({ status }) => status));
    expect([...statuses].toSorted()).toEqual([200, 404]);
    expect(new Set(answers.flatMap(({ status, json }) => (status === 200 ? [json.id] : [])))).toEqual(new Set([id]));
    const bound = [...(await pointersOf(sub)), ...(await pointersOf(`${sub}-twin`))];
    expect(bound).toHaveLength(1);
    const joined = (await wholeTable()).filter((item) => item.action === 'member.joined' && item.resourceId === id);
    expect(joined).toHaveLength(1);
  });
});
