import { describe, expect, it } from 'vitest';
import { RefConversation } from '#shared/git/ref-conversation.ts';
import { readRemoteRefs } from '#shared/git/remote-refs.ts';
import type { RemoteRefsResult } from '#shared/git/remote-refs-result.ts';
import { advertisement, flush, ids, pkt } from '#test/fixtures/advertisement.ts';

const { a, b, c } = ids;
const host = 'git.acme.example';

const read = (bytes: Buffer): RemoteRefsResult => {
  const conversation = new RefConversation();
  conversation.take(bytes);
  return readRemoteRefs(host, conversation);
};

const refsOf = (result: RemoteRefsResult) => {
  if (!result.ok) throw new Error(result.detail);
  return {
    branches: Object.fromEntries(result.refs.branches),
    tags: Object.fromEntries(result.refs.tags),
    defaultBranch: result.refs.defaultBranch,
  };
};

describe('readRemoteRefs', () => {
  it('tells branches and tags by name with their commits', () => {
    const bytes = advertisement([
      `${a} HEAD`,
      `${a} refs/heads/main`,
      `${b} refs/heads/release/18.0`,
      `${c} refs/tags/v1`,
      `${b} refs/tags/v1^{}`,
      `${a} refs/tags/v2`,
    ]);

    expect(refsOf(read(bytes))).toEqual({
      branches: { main: a, 'release/18.0': b },
      tags: { v1: b, v2: a },
      defaultBranch: 'main',
    });
  });

  it('does not confuse a branch with a tag of the same name, nor a branch whose name begins with refs/', () => {
    const bytes = advertisement([`${a} refs/heads/main`, `${b} refs/heads/refs/tags/main`, `${c} refs/tags/main`]);

    expect(refsOf(read(bytes))).toMatchObject({
      branches: { main: a, 'refs/tags/main': b },
      tags: { main: c },
    });
  });

  it('leaves out what is neither branch nor tag', () => {
    const bytes = advertisement([`${a} refs/heads/main`, `${b} refs/pull/1/head`, `${c} refs/notes/commits`]);

    expect(refsOf(read(bytes))).toMatchObject({ branches: { main: a }, tags: {} });
  });

  it.each([
    ['HEAD is a branch that is not there', 'symref=HEAD:refs/heads/gone'],
    ['HEAD is a tag', 'symref=HEAD:refs/tags/v1'],
    ['the server does not tell', 'agent=git/2'],
  ])('has no default branch where %s', (_what, capabilities) => {
    const bytes = advertisement([`${a} refs/heads/main`, `${b} refs/tags/v1`], capabilities);

    expect(refsOf(read(bytes)).defaultBranch).toBeNull();
  });

  it('has no default branch while the repository is empty', () => {
    expect(refsOf(read(flush))).toEqual({ branches: {}, tags: {}, defaultBranch: null });
  });

  it('says that an answer is not that of a Git server, without repeating it', () => {
    const result = read(Buffer.from('Welcome, your secret is s3cr3t'));

    expect(result).toMatchObject({ ok: false, code: 'repository_unreachable' });
    expect(JSON.stringify(result)).not.toContain('s3cr3t');
  });

  it('tells why the server refuses in an ERR packet', () => {
    const result = read(Buffer.concat([pkt('ERR no such repository: /o/r.git'), flush]));

    expect(result).toMatchObject({ ok: false, code: 'repository_not_found' });
  });
});
