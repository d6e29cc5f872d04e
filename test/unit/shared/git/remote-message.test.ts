import { describe, expect, it } from 'vitest';
import { classifyRemoteMessage } from '#shared/git/remote-message.ts';

const host = 'git.acme.example';

const frame = (text: string): string =>
  `remote: \nremote: ${'='.repeat(72)}\nremote: \nremote: ERROR: ${text}\nremote: \nremote: ${'='.repeat(72)}\nremote: \n`;

describe('classifyRemoteMessage', () => {
  it.each([
    [
      'Gitea, a key of another repository',
      'Gitea: Unauthorized\nDeploy Key: 7:ocore is not authorized to read acme/odoo.\n',
    ],
    ['Forgejo, the same', 'Forgejo: Deploy Key: 7:ocore is not authorized to read acme/odoo.'],
    ['Bitbucket', 'conq: repository access denied. deployment key is not associated with the requested repository.\n'],
    ['Bitbucket, without a reason', 'conq: repository access denied.\n'],
    ['GitLab', frame('You are not allowed to download code from this project.')],
    ['a gateway in front of OpenSSH', 'git@10.0.0.7: Permission denied (publickey).\r\n'],
  ])('%s: the key is rejected', (_what, text) => {
    expect(classifyRemoteMessage(host, text).code).toBe('deploy_key_rejected');
  });

  it.each([
    ['GitHub', 'ERROR: Repository not found.\n'],
    ['GitLab', frame("The project you were looking for could not be found or you don't have permission to view it.")],
    ['GitLab, before the first push', frame('A repository for this project does not exist yet.')],
    ['Gitea', 'Gitea: Cannot find repository: acme/odoo\n'],
    ['Bitbucket', 'conq: repository does not exist.\n'],
    ['Gogs', 'Gogs: Repository does not exist or you do not have access\n'],
    ['git itself', "fatal: '/acme/odoo.git' does not appear to be a git repository\n"],
    ['an ERR packet', 'no such repository: /acme/odoo.git'],
  ])('%s: the repository is not found', (_what, text) => {
    expect(classifyRemoteMessage(host, text).code).toBe('repository_not_found');
  });

  it.each([
    [
      'GitHub, from a forbidden network',
      'ERROR: The repository owner has an IP allow list enabled, and 192.0.2.7 is not permitted.',
    ],
    ['maintenance', 'Maintenance until noon.'],
    ['no command', 'bash: line 1: git-upload-pack: command not found'],
    ['nothing', ''],
    ['frames alone', 'remote: \nremote: ====\n'],
  ])('%s: the repository cannot be reached', (_what, text) => {
    expect(classifyRemoteMessage(host, text).code).toBe('repository_unreachable');
  });

  it('names the host and quotes the line that tells it, without its frame', () => {
    const { detail } = classifyRemoteMessage(host, frame('The project you were looking for could not be found.'));

    expect(detail).toContain(`${host} finds no such repository`);
    expect(detail).toContain('("ERROR: The project you were looking for could not be found.")');
  });

  it('says that the key may be on another repository, since GitHub does not', () => {
    expect(classifyRemoteMessage('github.com', 'ERROR: Repository not found.').detail).toContain('another repository');
  });

  it('says that nothing was said', () => {
    expect(classifyRemoteMessage(host, '\u0007\n').detail).toBe(
      `${host} ended the connection without listing the refs. Try again later.`,
    );
  });

  it.each(['repository not found', 'is not authorized to read', 'something else'])(
    'quotes printable characters only, and at most 200: %s',
    (text) => {
      const hostile = `\u001b[31m${text}\u001b]0;x\u0007\u202e${'y'.repeat(5000)}`;

      const { detail } = classifyRemoteMessage(host, hostile);

      expect(detail).toMatch(/^[\x20-\x7e]+$/);
      expect(detail.length).toBeLessThan(500);
      expect(detail).toContain(text);
    },
  );

  it('looks at the first 4,096 characters only', () => {
    expect(classifyRemoteMessage(host, `${' '.repeat(5000)}Repository not found`).code).toBe('repository_unreachable');
  });
});
