import { describe, expect, it } from 'vitest';
import {
  approvedCommit,
  type RemoteHead,
  refToResolve,
  requestedCommit,
} from '#shared/domain/deployments/approved-commit.ts';
import { accept } from '#shared/domain/rule-result.ts';

const one = `${'a'.repeat(12)}${'1'.repeat(28)}`;
const other = `${'b'.repeat(12)}${'2'.repeat(28)}`;
/** Bitbucket tells no more of a merge. */
const digits = one.slice(0, 12);

const pending = (commitSha: string | null) => ({ branch: 'main', tag: null, commitSha });
const found = (commitSha: string): RemoteHead => ({ kind: 'found', commitSha });
const missing: RemoteHead = { kind: 'missing', names: [] };
const unreadable: RemoteHead = { kind: 'unreadable', detail: 'git.acme did not answer.' };
const conflict = (detail: RegExp) => ({
  ok: false,
  refusal: { code: 'conflict', detail: expect.stringMatching(detail) },
});

describe('the commit of an approval', () => {
  it.each([
    ['the known one', one, undefined, null, one],
    ['the known one, named', one, one, null, one],
    ['the head of the branch', null, undefined, found(one), one],
    ['the head of the branch, named', null, one, found(one), one],
    ['the named one, where the remote cannot be read', null, one, unreadable, one],
    ['the named one, where nobody asked the remote', null, one, null, one],
    ['the head that completes the known digits', digits, undefined, found(one), one],
    ['the named one that completes them, where the branch has moved on', digits, one, found(other), one],
    ['the named one that completes them, where the branch is gone', digits, one, missing, one],
    ['the named one that completes them, where the remote cannot be read', digits, one, unreadable, one],
  ] as const)('is %s', (_, known, asked, head, commit) => {
    expect(approvedCommit(pending(known), asked, head)).toEqual(accept(commit));
  });

  it.each([
    ['another one is named than the known', one, other, null, /^The deployment is of a+1+, not b+2+\./],
    ['another one is named than the head', null, other, found(one), /^main stands at a+1+, not b+2+\./],
    ['the branch is gone', null, one, missing, /^branch_not_found: main is not in the repository any more/],
    [
      'none is named and the remote cannot be read',
      null,
      undefined,
      unreadable,
      /git\.acme did not answer\. Approve it with/,
    ],
    ['none is named and nobody asked the remote', null, undefined, null, /could not be read.*Approve it with/],
    [
      'none completes the known digits',
      digits,
      undefined,
      found(other),
      /^main no longer points to the commit a{12}.*Approve it with/,
    ],
    [
      'none is named and the branch of the known digits is gone',
      digits,
      undefined,
      missing,
      /not in the repository.*Approve it with/,
    ],
    ['the named one has other digits', digits, other, found(other), /begins with a{12}, which b+2+ does not/],
    ['the named one has other digits and the remote cannot be read', digits, other, unreadable, /begins with a{12}/],
    [
      'another one of the same digits is named than the head',
      digits,
      `${digits}${'3'.repeat(28)}`,
      found(one),
      /stands at/,
    ],
  ] as const)('is none where %s', (_, known, asked, head, detail) => {
    expect(approvedCommit(pending(known), asked, head)).toEqual(conflict(detail));
  });
});

describe('the branch or tag that tells a commit', () => {
  it.each([
    ['none where all digits are known', { branch: 'main', tag: null, commitSha: one }, null],
    ['the branch', { branch: 'main', tag: null, commitSha: null }, { type: 'branch', name: 'main' }],
    ['the tag', { branch: null, tag: 'v1', commitSha: null }, { type: 'tag', name: 'v1' }],
    [
      'the branch of the first digits',
      { branch: 'main', tag: null, commitSha: digits },
      { type: 'branch', name: 'main' },
    ],
    ['none of nothing', { branch: null, tag: null, commitSha: null }, null],
  ] as const)('is %s', (_, wanted, ref) => {
    expect(refToResolve(wanted)).toEqual(ref);
  });
});

describe('the commit of a request', () => {
  it.each([
    ['the head', null, found(one), one],
    ['unknown where the remote cannot be read', null, unreadable, null],
    ['the one that was named', one, null, one],
    ['the head that completes the digits', digits, found(one), one],
    ['the digits where the head is another', digits, found(other), digits],
  ] as const)('is %s', (_, commitSha, head, commit) => {
    expect(requestedCommit(pending(commitSha), head)).toBe(commit);
  });
});
