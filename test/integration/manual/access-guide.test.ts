import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { RealProvider } from '#test/fixtures/real-provider.ts';
import { root, runCommand } from '#test/run-command.ts';
import { TestService } from '../test-service.ts';
import { curlPrelude } from './curl-prelude.ts';

const blocks = [...readFileSync(join(root, 'docs/access.md'), 'utf8').matchAll(/```sh\n(.*?)```/gs)].map(
  (match) => match[1] ?? '',
);

let service: TestService;
let provider: RealProvider;
beforeAll(async () => {
  provider = await RealProvider.start();
  service = await TestService.start({ signIn: provider.settings });
});
afterAll(async () => {
  await service.stop();
  await provider.stop();
});

const ran = new Set<string>();

/** The one block of the page that has this text. */
const block = (part: string): string => {
  const found = blocks.filter((one) => one.includes(part));
  if (found[0] === undefined || found.length > 1)
    throw new Error(`${found.length} blocks of docs/access.md have ${part}`);
  ran.add(found[0]);
  return found[0];
};

type Answer = Readonly<Record<string, unknown>>;

/** Runs lines of the page in a shell that has the page's first block behind it. @returns the JSON of each answer */
const run = async (text: string, names: Readonly<Record<string, string>> = {}): Promise<Answer[]> => {
  const [first = ''] = blocks;
  // The variables of the page's first block are set already, to those of this service; each answer ends with a line break.
  const defined = first.split('\n').filter((line) => line.startsWith('api()'));
  const script = `${defined.join('\n')}\n${text}`.replaceAll('curl -sS', "curl -sS -w '\\n'");
  const { code, stdout, stderr } = await runCommand('bash', ['-euo', 'pipefail', '-c', `${curlPrelude}${script}`], {
    env: { OCORE_TOKEN: service.token, OCORE_API_URL: service.local.url, ...names },
  });
  expect([code, stderr]).toEqual([0, '']);
  return stdout
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Answer);
};
const one = async (text: string, names: Readonly<Record<string, string>> = {}): Promise<Answer> => {
  const [answer, ...more] = await run(text, names);
  if (answer === undefined) throw new Error('There is no answer.');
  expect(more).toEqual([]);
  return answer;
};

/** The lines of a block that have a text. */
const lines = (part: string, wanted: string): string =>
  block(part)
    .split('\n')
    .filter((line) => line.includes(wanted))
    .join('\n');

let project: { readonly id: string; readonly path: string };
const people: Record<'mona' | 'lisa', { id: string; token: string }> = {
  mona: { id: '', token: '' },
  lisa: { id: '', token: '' },
};

// One story, in this order: two people and CI come in, and one of them does not see a project.
test('The first lines of the page greet the first key', async () => {
  expect(await one(lines('export OCORE_API_URL', '/api/me'))).toMatchObject({ organization: { slug: 'local' } });
});

test.each(['mona', 'lisa'] as const)('%s is invited, signs in and accepts', async (name) => {
  const invite = block('/api/members/invite').replace('mona@', `${name}@`).replace('developer', 'viewer');
  expect(await one(invite)).toMatchObject({ email: `${name}@acme.example`, status: 'invited' });
  const { accessToken, idToken } = await provider.signIn(name);

  const member = await one(block('/api/invitations/accept'), { ID_TOKEN: idToken });

  expect(member).toMatchObject({ status: 'active', role: { id: 'viewer' } });
  people[name] = { id: String(member.id), token: accessToken };
});

test('Mona becomes an Admin, and there is a role of its own', async () => {
  expect(await one(lines('/api/members/$MEMBER/role', 'PUT'), { MEMBER: people.mona.id })).toMatchObject({
    role: { id: 'admin' },
  });
  expect(await one(block('/api/roles'))).toMatchObject({ name: 'Release manager', isSystem: false });
});

test('CI gets a key for one project, whose text is shown once', async () => {
  project = await service.project();
  const keyOfCi = block('/api/api-keys');

  const made = await one(keyOfCi, { PROJECT: project.id });
  const again = await one(keyOfCi, { PROJECT: project.id });

  expect(again).toMatchObject({ id: made.id, key: null });
  const list = await service.api('GET', '/api/projects', { token: String(made.key) });
  expect((list.json.projects as Answer[]).map(({ id }) => id)).toEqual([project.id]);
});

test('A project is restricted, and a grant is given and taken', async () => {
  const answers = await run(block('"mode": "restricted"'), { PROJECT: project.id, MEMBER_OR_KEY: people.lisa.id });

  expect(answers).toMatchObject([{ mode: 'organization' }, { mode: 'restricted' }, { level: 'deploy' }]);
});

test('Lisa does not see the project; the steps tell why, and mend it', async () => {
  const steps = block('THEIRS');
  const names = { PROJECT: project.id, THEIRS: people.lisa.token, WHO: people.lisa.id };

  const [me, list, explained, access, grant] = await run(steps, names);

  expect(me).toMatchObject({ principal: { id: people.lisa.id }, permissions: ['view:projects'] });
  expect(list).toMatchObject({ projects: [] });
  expect(explained).toMatchObject({
    visible: false,
    reasons: expect.arrayContaining([expect.stringContaining('no grant')]),
  });
  expect(access).toMatchObject({ mode: 'restricted', grants: [] });
  expect(grant).toMatchObject({ principalId: people.lisa.id, level: 'view' });
  const [, seen, mended] = await run(steps, names);
  expect(seen).toMatchObject({ projects: [{ id: project.id }] });
  expect(mended).toMatchObject({ visible: true });
});

test('Lisa is removed, and the first step says so', async () => {
  expect(await run(lines('/api/members/$MEMBER/role', 'DELETE'), { MEMBER: people.lisa.id })).toEqual([]);
  const { accessToken } = await provider.signIn('lisa');

  expect(await one(lines('THEIRS', '/api/me'), { THEIRS: accessToken })).toMatchObject({ status: 403 });
});

test('Every line of the page was run', () => {
  expect(blocks.filter((text) => !ran.has(text))).toEqual([]);
});
