import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Problem } from '#shared/contract/problem.ts';
import { type CloneUrl, parseCloneUrl } from '#shared/git/clone-url.ts';
import { type GitHost, hostName, publicHosts } from '#shared/git/git-host.ts';
import { hosts, legal } from './clone-url-bench.ts';

const refusalOf = (typed: string): Problem => {
  try {
    parseCloneUrl(typed, hosts);
  } catch (error) {
    if (error instanceof Problem) return error;
    throw error;
  }
  throw new Error(`${JSON.stringify(typed)} was accepted.`);
};

const invalid = [
  ['an empty text', ''],
  ['a blank', ' '],
  ['a leading blank', ' https://github.com/o/r'],
  ['a trailing line break', 'https://github.com/o/r\n'],
  ['a line break inside (CVE-2020-5260)', 'https://github.com/o/r\nhost=evil.example'],
  ['a tab inside the scheme', 'ht\ttps://github.com/o/r'],
  ['a null character', 'https://github.com/o/r\u0000.git'],
  ['a delete character', 'https://github.com/o/r\u007f'],
  ['a no-break space', 'https://github.com/o/\u00a0r'],
  ['an ideographic full stop in the host', 'https://github\u3002com/o/r'],
  ['a Cyrillic letter in the host', 'https://g\u0456thub.com/o/r'],
  ['a full-width letter in the host', 'https://ｇithub.com/o/r'],
  ['a right-to-left override', 'https://github.com/o/\u202er'],
  ['an umlaut in the path', 'https://github.com/o/größe'],
  ['an option', '--upload-pack=touch /tmp/pwned'],
  ['an option without a blank', '--upload-pack=id'],
  ['a short option', '-u'],
  ['an option as the host of ssh', 'ssh://-oProxyCommand=id/o/r'],
  ['an option as the host of ssh, with a user', 'ssh://git@-oProxyCommand=id/o/r'],
  ['an option as the user of ssh', 'ssh://-oProxyCommand=id@github.com/o/r'],
  ['an option as the user of scp', '-oProxyCommand=id@github.com:o/r'],
  ['an option as the host of scp', 'git@-oProxyCommand:o/r'],
  ['an option as the owner', 'https://github.com/-o/r'],
  ['an option as the repository', 'git@github.com:o/--upload-pack=id'],
  ['a transport that runs commands', 'ext::sh -c id'],
  ['a transport that runs commands, without blanks', 'ext::id'],
  ['a transport around a URL', 'ext::https://github.com/o/r'],
  ['the file descriptor transport', 'fd::17/o/r'],
  ['a file', 'file:///etc/passwd'],
  ['a file of a host', 'file://github.com/o/r'],
  ['an absolute path', '/srv/git/o/r.git'],
  ['a relative path', './o/r.git'],
  ['a parent path', '../o/r.git'],
  ['a path of two parts', 'o/r'],
  ['a home path', '~/o/r'],
  ['a drive', 'C:\\repos\\r'],
  ['a drive with slashes', 'C:/repos/r'],
  ['a UNC path', '\\\\server\\o\\r'],
  ['the git protocol', 'git://github.com/o/r.git'],
  ['http', 'http://github.com/o/r.git'],
  ['ftp', 'ftp://github.com/o/r.git'],
  ['rsync', 'rsync://github.com/o/r.git'],
  ['svn', 'svn+ssh://github.com/o/r'],
  ['git+ssh', 'git+ssh://git@github.com/o/r.git'],
  ['javascript', 'javascript://github.com/o/r'],
  ['a scheme in upper case, which git does not know', 'HTTPS://github.com/o/r'],
  ['a user and a password', 'https://user:s3cr3t@github.com/o/r.git'],
  ['a token as the user', 'https://ghp_s3cr3t@github.com/o/r.git'],
  ['an empty user', 'https://@github.com/o/r'],
  ['a password over ssh', 'ssh://git:s3cr3t@github.com/o/r.git'],
  ['a host as the user', 'https://github.com@evil.example/o/r'],
  ['a host as user and password', 'https://github.com:443@evil.example/o/r'],
  ['a backslash before the real host', 'https://github.com\\@evil.example/o/r'],
  ['two users in ssh', 'ssh://git@github.com@evil.example/o/r'],
  ['two users in scp', 'git@github.com@evil.example:o/r'],
  ['a port of scp, which is a path', 'git@github.com:22/o/r.git'],
  ['a slash before the path of scp', 'git@github.com:/o/r.git'],
  ['a slash in the host of scp', 'git@github.com/x:o/r'],
  ['a bracket in the host of scp', '[git@github.com]:o/r'],
  ['another port of https', 'https://github.com:8443/o/r'],
  ['the port of ssh over https', 'https://github.com:22/o/r'],
  ['another port of ssh', 'ssh://git@github.com:2222/o/r'],
  ['port 443 at the host that has 22', 'ssh://git@github.com:443/o/r'],
  ['port 22 at the host that has 443', 'ssh://git@ssh.github.com:22/o/r'],
  ['an empty port', 'https://github.com:/o/r'],
  ['a port out of range', 'https://github.com:99999/o/r'],
  ['a port with zeros before it', 'https://github.com:0443/o/r'],
  ['a dot segment', 'https://github.com/./r'],
  ['a parent segment', 'https://github.com/o/..'],
  ['a parent segment that .git hides', 'https://github.com/o/...git'],
  ['a dot segment that .git hides', 'https://github.com/o/..git'],
  ['a parent segment in between', 'https://gitlab.com/g/../p'],
  ['an empty segment', 'https://gitlab.com/g//p'],
  ['an empty owner', 'https://github.com//r'],
  ['two slashes at the end', 'https://github.com/o/r//'],
  ['a repository that is nothing but .git', 'https://github.com/o/.git'],
  ['an owner that is .git', 'https://github.com/.git/config'],
  ['an encoded slash', 'https://github.com/o%2fr/x'],
  ['an encoded dot', 'https://github.com/o/%2e%2e'],
  ['an encoded null character', 'https://github.com/o/r%00'],
  ['an encoded line break', 'https://github.com/o/r%0a'],
  ['an encoded host', 'https://github.com%2eevil.example/o/r'],
  ['a query', 'https://github.com/o/r?x=1'],
  ['a fragment', 'https://github.com/o/r#main'],
  ['a query over scp', 'git@github.com:o/r?x=1'],
  ['a trailing dot of the host', 'https://github.com./o/r'],
  ['a leading dot of the host', 'https://.github.com/o/r'],
  ['an IPv6 address', 'https://[::1]/o/r'],
  ['an IPv6 address that holds an IPv4 one', 'ssh://git@[::ffff:169.254.169.254]/o/r'],
  ['no owner', 'https://github.com/r'],
  ['no path', 'https://github.com/'],
  ['no path at all', 'https://github.com'],
  ['no host', 'https:///o/r'],
  ['a page of a branch', 'https://github.com/o/r/tree/main'],
  ['a page of a pull request', 'https://github.com/o/r/pull/1'],
  ['a page behind /-/', 'https://gitlab.com/g/p/-/settings/repository'],
  ['a page of Bitbucket', 'https://bitbucket.org/ws/r/src/main/'],
  ['a group alone', 'https://gitlab.com/group'],
  ['22 levels of GitLab', `https://gitlab.com/${'g/'.repeat(21)}p`],
  ['a feed of GitLab', 'https://gitlab.com/g/p.atom'],
  ['a GitLab group that ends in .git', 'https://gitlab.com/g.git/p'],
  ['a GitLab part that ends in a dot', 'https://gitlab.com/g/p.'],
  ['a GitLab part that begins with a dot', 'https://gitlab.com/.well-known/p'],
  ['a repository name that is too long', `https://github.com/o/${'r'.repeat(101)}`],
  ['a shell command', 'git@github.com:o/$(id)'],
  ['a shell separator', 'git@github.com:o/r;id'],
  ['backticks', 'git@github.com:o/`id`'],
  ['a glob', 'git@github.com:o/*'],
  ['quotes', `git@github.com:o/'r'`],
] as const;

// Well-formed, but not a host that repositories may live on.
const foreign = [
  ['a data URL, which reads as a host', 'data:text/plain,o/r'],
  ['a foreign host', 'https://evil.example/o/r'],
  ['a foreign host over scp', 'git@evil.example:o/r.git'],
  ['a foreign host over ssh', 'ssh://git@evil.example/o/r.git'],
  ['a host with ours as its beginning', 'https://github.com.evil.example/o/r'],
  ['a host with ours as its end', 'https://notgithub.com/o/r'],
  ['another subdomain of ours', 'https://gist.github.com/o/r'],
  ['the API of ours', 'https://api.github.com/o/r'],
  ['a host with a dash before ours', 'https://x-github.com/o/r'],
  ['localhost', 'https://localhost/o/r'],
  ['a loopback address', 'https://127.0.0.1/o/r'],
  ['a loopback address in short', 'ssh://git@127.1/o/r'],
  ['a loopback address as one number', 'https://2130706433/o/r'],
  ['a loopback address in hexadecimal', 'https://0x7f.1/o/r'],
  ['a loopback address in octal', 'ssh://git@017700000001/o/r'],
  ['the metadata service', 'https://169.254.169.254/latest/meta-data'],
  ['the metadata service by name', 'https://metadata.google.internal/o/r'],
  ['a private address', 'git@10.0.0.1:o/r'],
  ['a name of one label', 'git@gitserver:o/r'],
  ['a Punycode name', 'https://xn--gthub-cta.com/o/r'],
] as const;

/** Where the typed URL names an SSH server of its own, that one is kept. */
const sshServerOf = (typed: string, host: string | undefined): string =>
  /@((?:alt)?ssh\.(?:github\.com|gitlab\.com|bitbucket\.org))/.exec(typed)?.[1]?.concat(':443') ?? String(host);

const letters = 'abcdefghijklmnopqrstuvwxyz0123456789';
const word = fc.string({ unit: fc.constantFrom(...letters), minLength: 1, maxLength: 20 });
const repositoryName = fc
  .string({ unit: fc.constantFrom(...letters, ...'ABCXYZ._-'), minLength: 1, maxLength: 30 })
  .filter((text) => /^[a-z0-9_]/i.test(text) && !/\.(git|atom)?$/i.test(text));
const repository = fc.oneof(
  fc.record({
    host: fc.constantFrom('github.com', 'bitbucket.org', 'git.acme.example'),
    path: fc.tuple(word, repositoryName),
  }),
  fc.record({
    host: fc.constant('gitlab.com'),
    // A number before two further parts is refused in the scp spelling: it is meant as a port.
    path: fc
      .tuple(fc.array(word, { minLength: 1, maxLength: 19 }), repositoryName)
      .map(([g, n]) => [...g, n])
      .filter(([first = '', ...rest]) => rest.length < 2 || !/^[0-9]{1,5}$/.test(first)),
  }),
);

const spellings = (host: string, path: string): string[] => [
  `https://${host}/${path}`,
  `https://${host}/${path}.git`,
  `https://${host}/${path}/`,
  `https://${host}:443/${path}.git/`,
  `https://${host.toUpperCase()}/${path}.git`,
  `ssh://git@${host}/${path}`,
  `ssh://git@${host}/${path}.git`,
  `ssh://git@${host}:22/${path}.git`,
  `ssh://${host}/${path}.git`,
  `git@${host}:${path}`,
  `git@${host}:${path}.git`,
  `${host}:${path}.git`,
];

describe('legal clone URLs', () => {
  it.each(legal)('%s', (typed, provider, fullName) => {
    const host = hosts.filter((one) => one.provider === provider).map(hostName)[0];

    expect(parseCloneUrl(typed, hosts)).toEqual({
      provider,
      host,
      fullName,
      httpsUrl: `https://${host}/${fullName}.git`,
      sshUrl: `ssh://git@${sshServerOf(typed, host)}/${fullName}.git`,
    });
  });

  it.each([
    ['ssh://git@ssh.github.com:443/acme/x.git', 'github.com', 'ssh://git@ssh.github.com:443/acme/x.git'],
    ['git@ssh.github.com:acme/x.git', 'github.com', 'ssh://git@ssh.github.com:443/acme/x.git'],
    ['ssh://git@altssh.gitlab.com:443/acme/x.git', 'gitlab.com', 'ssh://git@altssh.gitlab.com:443/acme/x.git'],
    ['ssh://git@altssh.bitbucket.org:443/acme/x.git', 'bitbucket.org', 'ssh://git@altssh.bitbucket.org:443/acme/x.git'],
    ['ssh://git@www.github.com/acme/x.git', 'github.com', 'ssh://git@github.com/acme/x.git'],
    ['https://ssh.github.com/acme/x.git', 'github.com', 'ssh://git@github.com/acme/x.git'],
  ])('%s is of %s and fetched from %s', (typed, host, sshUrl) => {
    expect(parseCloneUrl(typed, hosts)).toMatchObject({ host, sshUrl, httpsUrl: `https://${host}/acme/x.git` });
  });

  it('number at least 50', () => {
    expect(new Set(legal.map(([typed]) => typed)).size).toBeGreaterThanOrEqual(50);
  });

  it('allow public hosts where no list is given', () => {
    expect(parseCloneUrl('git@gitlab.com:g/p.git').provider).toBe('gitlab');
    expect(() => parseCloneUrl('git@git.acme.example:o/r.git')).toThrow(Problem);
  });
});

describe('hostile clone URLs', () => {
  it.each(invalid)('%s is not a clone URL: %j', (_what, typed) => {
    expect(refusalOf(typed).code).toBe('repository_url_invalid');
  });

  it.each(foreign)('%s is not an allowed host: %j', (_what, typed) => {
    expect(refusalOf(typed).code).toBe('repository_host_not_allowed');
  });

  it('number at least 60', () => {
    expect(new Set([...invalid, ...foreign].map(([, typed]) => typed)).size).toBeGreaterThanOrEqual(60);
  });

  it.each(['https://user:s3cr3t@github.com/o/r', 'https://s3cr3t@github.com/o/r', 'ssh://git:s3cr3t@github.com/o/r'])(
    'are refused without repeating what may be a secret: %s',
    (typed) => {
      const { message, errors } = refusalOf(typed);

      expect(JSON.stringify([message, errors])).not.toContain('s3cr3t');
    },
  );

  it('are refused at the field, with an example of what to give', () => {
    const problem = refusalOf('file:///etc/passwd');

    expect(problem.errors.map((one) => one.pointer)).toEqual(['#/repositoryUrl']);
    expect(problem.message).toContain('git@github.com:acme/odoo-custom.git');
  });

  it.each([
    ['--upload-pack=id', 'must not begin with a dash'],
    ['ext::https://github.com/o/r', 'must not name a transport'],
    ['https://github.com\\@evil.example/o/r', 'must not hold backslashes or percent signs'],
    ['http://github.com/o/r', 'must begin with https:// or ssh://, not http://'],
    ['https://user@github.com/o/r', 'must not hold a user name or password: oCore uses a deploy key of its own'],
    [
      'git@gitlab.com:2222/group/repo.git',
      'has 2222 as the first part of its path: for port 2222 give ssh://git@gitlab.com:2222/group/repo.git, for a group of that name ssh://git@gitlab.com/2222/group/repo.git',
    ],
    ['https://user:x@bitbucket.org/ws/r', 'must not hold a user name or password: oCore uses a deploy key of its own'],
    ['https://github.com:8443/o/r', 'must not name port 8443 for github.com'],
    ['https://github.com/o/r/tree/main', 'must name exactly an owner and a repository'],
    ['https://gitlab.com/group', 'must name a group and a project'],
    ['https://github.com/o/..', '".." is not a name that github allows'],
    ['https://github.com/o/r.git.git', '"r.git" is not a name that github allows'],
    ['git@github.com:o/r.GIT.git', '"r.GIT" is not a name that github allows'],
    ['https://gitlab.com/o/r.git.git', '"r.git" is not a name that gitlab allows'],
    ['https://bitbucket.org/o/r.git.git', '"r.git" is not a name that bitbucket allows'],
  ])('say why: %j %s', (typed, why) => {
    expect(refusalOf(typed).errors[0]?.detail).toBe(why);
  });

  it('say which hosts are allowed', () => {
    expect(refusalOf('https://evil.example/o/r').message).toContain('github.com, gitlab.com, bitbucket.org');
  });
});

describe('the normal form', () => {
  it('is the same from https, ssh and scp spelling', () => {
    fc.assert(
      fc.property(repository, ({ host, path }) => {
        const forms = spellings(host, path.join('/')).map((typed) => JSON.stringify(parseCloneUrl(typed, hosts)));
        expect(new Set(forms).size).toBe(1);
      }),
    );
  });

  it('is what parsing its own URLs comes to', () => {
    const again = (url: CloneUrl): CloneUrl[] => [url.httpsUrl, url.sshUrl].map((one) => parseCloneUrl(one, hosts));
    fc.assert(
      fc.property(repository, fc.nat(), ({ host, path }, choice) => {
        const typed = spellings(host, path.join('/'));
        const parsed = parseCloneUrl(typed[choice % typed.length] ?? '', hosts);
        expect(again(parsed)).toEqual([parsed, parsed]);
      }),
    );
    for (const [typed] of legal) {
      const parsed = parseCloneUrl(typed, hosts);
      // The HTTPS URL does not tell that SSH goes over port 443.
      const { sshUrl } = parsed;
      expect(again(parsed)).toEqual([{ ...parsed, sshUrl: sshUrl.replace(/(alt)?ssh\.(.+?):443/, '$2') }, parsed]);
    }
  });

  // That its expressions take linear time is proven in test/unit/house/expressions.full.test.ts.
  it.each([
    ['letters', 'a'.repeat(100_000)],
    ['labels of a host', `https://${'a.'.repeat(50_000)}`],
    ['parts of a path', `git@github.com:${'a/'.repeat(50_000)}`],
  ])('of 100,000 characters is refused: %s', (_what, text) => {
    expect(() => parseCloneUrl(text, hosts)).toThrow(Problem);
  });
});

describe('a self-hosted server', () => {
  const onPorts: GitHost = {
    provider: 'gitlab',
    baseUrl: 'https://git.acme.example:8443/gitlab',
    sshHost: 'ssh.acme.example',
    sshPort: 2222,
    aliases: [],
  };
  const local: GitHost = {
    provider: 'gitea',
    baseUrl: 'http://127.0.0.1:3000',
    sshHost: '127.0.0.1',
    sshPort: 2222,
    aliases: [],
  };
  const parse = (typed: string, host: GitHost): CloneUrl => parseCloneUrl(typed, [...publicHosts, host]);

  it.each([
    'https://git.acme.example:8443/gitlab/odoo/team/custom.git',
    'ssh://git@ssh.acme.example:2222/odoo/team/custom.git',
    'ssh://git@git.acme.example:2222/odoo/team/custom.git',
    'git@ssh.acme.example:odoo/team/custom.git',
  ])('on ports and a path of its own has one normal form: %s', (typed) => {
    expect(parse(typed, onPorts)).toEqual({
      provider: 'gitlab',
      host: 'git.acme.example:8443',
      fullName: 'odoo/team/custom',
      httpsUrl: 'https://git.acme.example:8443/gitlab/odoo/team/custom.git',
      sshUrl: 'ssh://git@ssh.acme.example:2222/odoo/team/custom.git',
    });
  });

  const onIpv6: GitHost = {
    provider: 'gitea',
    baseUrl: 'https://[fd12:3456::1]:8443/git',
    sshHost: '[fd12:3456::1]',
    sshPort: 2222,
    aliases: [],
  };

  it.each([
    'https://[fd12:3456::1]:8443/git/odoo/custom.git',
    'https://[FD12:3456:0:0::1]:8443/git/odoo/custom',
    'ssh://git@[fd12:3456::1]:2222/odoo/custom.git',
    'ssh://git@[fd12:3456::1]/odoo/custom.git',
    'git@[fd12:3456::1]:odoo/custom.git',
  ])('with an IPv6 address has one normal form: %s', (typed) => {
    expect(parse(typed, onIpv6)).toEqual({
      provider: 'gitea',
      host: '[fd12:3456::1]:8443',
      fullName: 'odoo/custom',
      httpsUrl: 'https://[fd12:3456::1]:8443/git/odoo/custom.git',
      sshUrl: 'ssh://git@[fd12:3456::1]:2222/odoo/custom.git',
    });
  });

  it.each([
    ['ssh://git@[fd12:3456::2]:2222/odoo/custom.git', 'has an IPv6 address that is no server of the provider settings'],
    ['https://[fd12::x]/odoo/custom.git', 'must not name a transport'],
    ['https://[fd12:3456]/odoo/custom.git', 'has an IPv6 address that is none'],
    ['fd12:3456::1:odoo/custom.git', 'must not name a transport'],
    ['ssh://git@[fd12:3456::1]::2222/odoo/custom.git', 'must not name a transport'],
  ])('with an IPv6 address is not %s: it %s', (typed, why) => {
    let refusal: unknown;
    try {
      parse(typed, onIpv6);
    } catch (error) {
      refusal = error;
    }
    expect(refusal instanceof Problem ? refusal.errors[0]?.detail : refusal).toBe(why);
  });

  it('keeps the SSH user that was typed: servers have it under other names than git', () => {
    expect(parse('forgejo@127.0.0.1:odoo/custom.git', local).sshUrl).toBe(
      'ssh://forgejo@127.0.0.1:2222/odoo/custom.git',
    );
  });

  it('takes http where an administrator has set it so, and nowhere else', () => {
    expect(parse('http://127.0.0.1:3000/odoo/custom.git', local).httpsUrl).toBe(
      'http://127.0.0.1:3000/odoo/custom.git',
    );
    expect(() => parse('http://git.acme.example:8443/gitlab/odoo/custom.git', onPorts)).toThrow('not http://');
    expect(() => parse('http://github.com/odoo/custom.git', local)).toThrow(Problem);
  });

  it.each([
    ['another port', 'https://git.acme.example/gitlab/odoo/custom.git'],
    ['another SSH port', 'ssh://git@ssh.acme.example:22/odoo/custom.git'],
    ['another path', 'https://git.acme.example:8443/odoo/custom.git'],
    ['a path that only begins alike', 'https://git.acme.example:8443/gitlab2/odoo/custom.git'],
    ['the SSH name in an HTTPS URL', 'https://ssh.acme.example:8443/gitlab/odoo/custom.git'],
  ])('is not found under %s', (_what, typed) => {
    expect(() => parse(typed, onPorts)).toThrow(Problem);
  });
});
