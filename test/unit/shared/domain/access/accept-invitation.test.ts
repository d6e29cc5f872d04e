import { describe, expect, it } from 'vitest';
import { type Candidate, chooseInvitation, type Person } from '#shared/domain/access/accept-invitation.ts';
import type { MemberRecord } from '#shared/domain/records/member.ts';
import { memberRecord } from '#test/fixtures/access-records.ts';
import { now, past } from '#test/fixtures/records.ts';

const mona: Person = { subjectKey: 'SUBJECT#mona', email: 'mona@acme.example', name: 'Mona Lisa' };
const future = '2999-01-01T00:00:00.000Z';

const invitation = (over: Partial<MemberRecord> = {}, slug = 'acme'): Candidate => ({
  slug,
  member: memberRecord({ status: 'invited', name: null, subjectKey: null, expiresAt: future, ...over }),
});
const member = (over: Partial<MemberRecord> = {}): Candidate =>
  invitation({ status: 'active', subjectKey: mona.subjectKey, expiresAt: null, ...over });

describe('an invitation', () => {
  it('is accepted by whoever has its address', () => {
    const candidate = invitation();

    expect(chooseInvitation([candidate], mona, null, now)).toEqual({ kind: 'accept', candidate });
  });

  it('that the same person accepted before is answered again', () => {
    const candidate = member();

    expect(chooseInvitation([candidate], mona, null, now)).toEqual({ kind: 'joined', candidate });
  });

  it.each([
    ['ended before', invitation({ expiresAt: past })],
    ['ends now', invitation({ expiresAt: now })],
    ['was taken back', invitation({ status: 'removed' })],
    ['is of another address', invitation({ email: 'lisa@acme.example' })],
    ['was accepted by somebody else', member({ subjectKey: 'SUBJECT#lisa' })],
    ['was accepted and removed', member({ status: 'removed' })],
    ['is of another organisation than the named one', invitation({}, 'other')],
  ])('is none where it %s', (_what, candidate) => {
    expect(chooseInvitation([candidate], mona, 'acme', now)).toEqual({ kind: 'none' });
  });

  it('is none for a person without a verified address', () => {
    const candidates = [invitation(), invitation({ email: '' })];

    expect(chooseInvitation(candidates, { ...mona, email: null }, null, now)).toEqual({ kind: 'none' });
  });

  it('is chosen by the person where several wait', () => {
    const candidates = [invitation({}, 'zoo'), invitation({}, 'acme')];

    expect(chooseInvitation(candidates, mona, null, now)).toEqual({ kind: 'several', slugs: ['acme', 'zoo'] });
    expect(chooseInvitation(candidates, mona, 'zoo', now)).toMatchObject({
      kind: 'accept',
      candidate: { slug: 'zoo' },
    });
  });
});
