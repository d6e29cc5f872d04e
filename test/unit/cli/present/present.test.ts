import { describe, expect, it } from 'vitest';
import { submoduleList } from '../../../../cli/commands/submodule/list.ts';
import type { Format } from '../../../../cli/present/format.ts';
import { present } from '../../../../cli/present/present.ts';

const key = {
  id: 'sub_1',
  repositoryUrl: 'git@github.com:acme/private.git',
  fullName: 'acme/private',
  status: 'connected',
  statusReason: null,
  lastVerifiedAt: '2026-11-28T09:00:00Z',
};
const reported = [
  {
    path: 'addons/private',
    repositoryUrl: 'git@github.com:acme/private.git',
    fetched: true,
    submoduleId: 'sub_1',
    deploymentId: 'dep_1',
  },
  { path: 'addons/lost', repositoryUrl: null, fetched: false, submoduleId: null, deploymentId: 'dep_1' },
];

/** What `ocore submodule list` prints of an answer at a terminal of 80 columns. */
const printed = (submodules: readonly unknown[], reports: readonly unknown[], format: Format): Promise<string> => {
  const body = { submodules, reported: reports, nextCursor: null };
  const screen = { width: 80, now: new Date('2026-11-28T12:00:00Z') };
  return present(submoduleList, format, { body, raw: JSON.stringify(body) }, screen, {});
};

describe('a list that has a second one', () => {
  it('shows both as tables, one below the other', async () => {
    expect(await printed([key], reported, 'table')).toMatchInlineSnapshot(`
      "ID     NAME          STATUS     VERIFIED     REASON
      sub_1  acme/private  connected  3 hours ago  -

      PATH            FETCHED  REPOSITORY                       KEY    DEPLOYMENT
      addons/private  yes      git@github.com:acme/private.git  sub_1  dep_1
      addons/lost     no       -                                -      dep_1
      "
    `);
  });

  it.each([
    ['the first alone', [key], [], /^ID .*\n.*\n$/],
    ['the second alone', [], reported, /^PATH .*\n.*\n.*\n$/],
    ['nothing', [], [], /^$/],
  ])('shows %s where there is no more', async (_name, submodules, reports, text) => {
    expect(await printed(submodules, reports, 'table')).toMatch(text);
  });

  it('prints the ids of the first alone, and JSON as the API answers it', async () => {
    expect(await printed([key], reported, 'id')).toBe('sub_1\n');
    expect(JSON.parse(await printed([key], reported, 'json'))).toEqual({
      submodules: [key],
      reported,
      nextCursor: null,
    });
  });
});
