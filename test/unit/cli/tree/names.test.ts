import { describe, expect, it } from 'vitest';
import { createClient } from '#shared/client/client.ts';
import { namesOf } from '../../../../cli/tree/names.ts';
import { UsageError } from '../../../../cli/usage-error.ts';

const asked: string[] = [];
const members = [
  { id: 'mem_1', name: 'Mona Lisa', email: 'mona@acme.example', status: 'active' },
  { id: 'mem_2', name: 'Mona Lisa', email: 'lisa@acme.example', status: 'active' },
  { id: 'mem_3', name: 'same@acme.example', email: 'same@acme.example', status: 'active' },
];
const answers: Readonly<Record<string, object>> = {
  '/api/members': { members, nextCursor: null },
  '/api/roles': { roles: [{ id: 'rol_1', name: 'Releases' }], nextCursor: null },
  '/api/projects/prj_1/environments': { environments: [{ id: 'env_1', name: 'Live' }] },
  '/api/projects/prj_2/environments': { environments: [{ id: 'env_2', name: 'live' }] },
};

const names = () => {
  asked.length = 0;
  return namesOf(
    createClient({
      baseUrl: 'http://127.0.0.1:1',
      token: 'x',
      fetch: async (address) => {
        const { pathname } = new URL(String(address));
        asked.push(pathname);
        return new Response(JSON.stringify(answers[pathname]), { status: 200 });
      },
    }),
  );
};

describe('a name on the command line', () => {
  it.each(['mem_9', 'key_9'])('%s is sent as it is, and nobody is asked', async (id) => {
    expect(await names().principal(id)).toBe(id);
    expect(asked).toEqual([]);
  });

  it.each(['owner', 'rol_9'])('%s is the id of a role', async (id) => {
    expect(await names().role(id)).toBe(id);
    expect(asked).toEqual([]);
  });

  it('finds a role in any case', async () => {
    expect(await names().role('releases')).toBe('rol_1');
  });

  it('that two members have is refused with both ids', async () => {
    const found = names().member('Mona Lisa');

    await expect(found).rejects.toThrow(UsageError);
    await expect(found).rejects.toThrow(/mem_1.*\n.*mem_2/);
  });

  it('that is also the e-mail address of the same member is no choice', async () => {
    expect(await names().principal('same@acme.example')).toBe('mem_3');
  });

  it('of an environment is looked for in each project that was named', async () => {
    const given = names();
    await given.project('prj_1');
    await given.project('prj_2');

    expect(await given.environment('live')).toBe('env_2');
    await expect(given.environment('LIVE')).rejects.toThrow(/env_1.*\n.*env_2/);
  });
});
