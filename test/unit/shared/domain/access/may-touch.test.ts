import { describe, expect, it } from 'vitest';
import { permissions } from '#shared/contract/permission.ts';
import { closureOf } from '#shared/domain/access/closure.ts';
import { mayTouch } from '#shared/domain/access/may-touch.ts';

const all = { permissions, unrestricted: true };
const owner = { ...all, isOwner: true };
const admin = { ...all, isOwner: false };
const personnel = { permissions: closureOf(['manage:members', 'view:projects']), unrestricted: false, isOwner: false };

describe('who may touch what', () => {
  it.each([
    ['an Owner', owner, 'an Owner', owner],
    ['an Owner', owner, 'an Admin', admin],
    ['an Admin', admin, 'another Admin', admin],
    ['somebody', personnel, 'an equal', personnel],
    ['somebody', personnel, 'who may do nothing', { permissions: [], isOwner: false }],
  ])('%s may touch %s', (_, actor, __, touched) => {
    expect(mayTouch(actor, touched)).toBeNull();
  });

  it.each([
    ['an Admin', admin],
    ['somebody', personnel],
  ])('%s may touch no Owner', (_, actor) => {
    expect(mayTouch(actor, owner)).toEqual({ kind: 'owners' });
  });

  it('names the first permission that the actor lacks', () => {
    const touched = { permissions: closureOf(['deploy:projects', 'manage:members']), isOwner: false };

    expect(mayTouch(personnel, touched)).toEqual({ kind: 'lacks', permission: 'deploy:projects' });
  });
});
