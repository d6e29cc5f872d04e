import { rootCertificates } from 'node:tls';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import * as z from 'zod/mini';
import { BranchPattern, PathFilter } from '#shared/contract/branch-mapping.ts';
import { CommitPrefix, Deployment, ShortName } from '#shared/contract/deployment.ts';
import type { Endpoint } from '#shared/contract/endpoint.ts';
import { endpoints } from '#shared/contract/endpoints.ts';
import { Search } from '#shared/contract/list.ts';
import { linksOf } from '#shared/contract/openapi/links.ts';
import { textPatterns } from '#shared/contract/openapi/text-patterns.ts';
import { LogTime, PointInTimeText } from '#shared/contract/point-in-time.ts';
import { ClonedProject, Project } from '#shared/contract/project.ts';
import { isRefName, RefName } from '#shared/contract/ref-name.ts';
import { Description, Name, Reason } from '#shared/contract/text.ts';
import { checkPattern } from '#shared/domain/branch-mappings/branch-pattern.ts';
import { checkPathFilters, normalizePathFilters } from '#shared/domain/branch-mappings/path-filters.ts';
import { checkBaseUrl } from '#shared/domain/settings/provider-settings.ts';
import { parseCaBundle } from '#shared/git/ca-bundle.ts';
import { parseCloneUrl } from '#shared/git/clone-url.ts';
import { publicHosts } from '#shared/git/git-host.ts';
import { parseHostKey, pinnedHostKeys } from '#shared/git/host-keys.ts';

const pieces = (...some: readonly string[]) =>
  fc.array(fc.oneof(fc.constantFrom(...some), fc.string({ unit: 'binary', maxLength: 1 })), { maxLength: 6 });
const text = pieces(
  ...['a', 'main', 'refs/', 'refs', '.', '..', '/', './', '//', '.lock', 'lock', '@', '@{', '-', '~', '^', ':', '?'],
  ...['*', '**', '[', ']', '{', '}', '\\', ' ', '\t', '\n', '\u007f', '\u0085', '\u00a0', '\u2028', '\u200b', '\u202e'],
  ...['\ufeff', 'é', '🚀', '!', ',', '"', 'abcdef1', 'ABCDEF1', '0123456'],
).map((some) => some.join(''));
// A blank folder name beside a dot or slash is trimmed once more than a pattern can say.
const paths = text.filter((one) => !/\s[./]|[./]\s/u.test(one));
const digits = (max: number, length = 2) => fc.integer({ min: 0, max }).map((n) => String(n).padStart(length, '0'));
const clock = fc.tuple(digits(24), digits(60)).map((parts) => parts.join(':'));
const year = fc.oneof(fc.integer({ min: 1970, max: 2101 }).map(String), digits(9999, 4));
const date = fc.tuple(year, digits(13), digits(32)).map((parts) => parts.join('-'));
const time = fc
  .tuple(date, clock, fc.constantFrom('', ':00', ':59', ':60', ':07.123', ':07.1234567891'), clock)
  .chain(([day, at, rest, offset]) =>
    fc.constantFrom(day, `${day}T${at}${rest}Z`, `${day}T${at}${rest}+${offset}`, `${day}T${at}${rest}`),
  );

const says = (pattern: keyof typeof textPatterns, one: string): boolean =>
  new RegExp(textPatterns[pattern], 'u').test(one);
const accepts = (schema: z.ZodMiniType) => (one: string) => z.safeParse(schema, one).success;

// Lengths stand beside the pattern, and these texts are short.
const rows: readonly (readonly [keyof typeof textPatterns, (one: string) => boolean, fc.Arbitrary<string>])[] = [
  ['oneLine', accepts(Name), text],
  ['oneLine', accepts(Reason), text],
  ['prose', accepts(Description), text],
  ['search', accepts(Search), text],
  ['shortName', accepts(ShortName), text],
  ['refName', accepts(RefName), text],
  ['branchPattern', (one) => accepts(BranchPattern)(one) && checkPattern(one, isRefName).ok, text],
  ['pathFilter', (one) => accepts(PathFilter)(one) && checkPathFilters(normalizePathFilters([one])).ok, paths],
  ['commitPrefix', accepts(CommitPrefix), text],
  ['pointInTime', accepts(PointInTimeText), time],
  ['logTime', accepts(LogTime), time],
];

const rowOf = (id: string): Endpoint => {
  const row = endpoints.find(({ operationId }) => operationId === id);
  if (row === undefined) throw new Error(`There is no ${id}.`);
  return row;
};

describe('a link in openapi.json', () => {
  it('leads from what was made to the operations that take its id', () => {
    const links = linksOf(rowOf('startDeployment'), Deployment);

    expect(links.cancelDeployment).toEqual({
      operationId: 'cancelDeployment',
      parameters: { projectId: '$request.path.projectId', deploymentId: '$response.body#/id' },
    });
  });

  it('leads to no operation that takes an id that nobody has', () => {
    expect(Object.keys(linksOf(rowOf('createProject'), Project))).not.toContain('getEnvironment');
    expect(linksOf(rowOf('getProject'), Project)).toEqual({});
  });

  it('of a clone takes the id of the new project', () => {
    expect(linksOf(rowOf('cloneProject'), ClonedProject).getProject?.parameters).toEqual({
      projectId: '$response.body#/id',
    });
  });
});

describe('a pattern in openapi.json', () => {
  it.each(rows)('%s accepts the texts that the API accepts', (pattern, check, texts) => {
    // Half a surrogate pair has no form in JSON that tools agree on.
    fc.assert(
      fc.property(
        texts.filter((one) => one.isWellFormed()),
        (one) => says(pattern, one) === check(one),
      ),
      { numRuns: 300 },
    );
  });

  it('repositoryUrl accepts every clone URL that the API accepts', () => {
    const part = fc.constantFrom(
      'https://',
      'http://',
      'ssh://',
      'git@',
      'mona@',
      'github.com',
      'bitbucket.org',
      ':22',
    );
    const url = fc
      .array(fc.oneof(part, fc.constantFrom(':', '/', 'acme', '/odoo', '.git', '-', '%', ' ', '?')), { maxLength: 7 })
      .map((parts) => parts.join(''));
    const isUrl = (one: string): boolean => {
      try {
        return parseCloneUrl(one, publicHosts) !== null;
      } catch {
        return false;
      }
    };

    fc.assert(
      fc.property(url, (one) => !isUrl(one) || says('repositoryUrl', one)),
      { numRuns: 500 },
    );
    for (const one of ['git@github.com:acme/odoo.git', 'https://mona@bitbucket.org/acme/odoo.git']) {
      expect([isUrl(one), says('repositoryUrl', one)]).toEqual([true, true]);
    }
  });

  it('baseUrl accepts every base URL that the API accepts', () => {
    const pieces = [
      'https://',
      'http://',
      'git',
      '.',
      'acme',
      '.example',
      ':8443',
      '/',
      '/..',
      '/git',
      '[::1]',
      '?',
      ' ',
    ];
    const url = fc.array(fc.constantFrom(...pieces), { maxLength: 7 }).map((parts) => parts.join(''));
    const isUrl = (one: string): boolean => checkBaseUrl('gitea', one, true).ok;

    fc.assert(
      fc.property(url, (one) => !isUrl(one) || says('baseUrl', one)),
      { numRuns: 500 },
    );
    for (const one of ['https://git.acme.example', 'https://git.acme.example:8443/git/', 'http://127.0.0.1:3000']) {
      expect([isUrl(one), says('baseUrl', one)]).toEqual([true, true]);
    }
    expect(says('baseUrl', 'git.acme.example')).toBe(false);
  });

  it('sshHostKey accepts the lines that the API accepts, with and without host and comment', () => {
    for (const { publicKey } of pinnedHostKeys('github.com')) {
      for (const one of [
        publicKey,
        `github.com ${publicKey}`,
        `[git.acme.example]:2222 ${publicKey} root@git`,
        ` ${publicKey}\n`,
      ]) {
        expect([parseHostKey(one) !== null, says('sshHostKey', one)]).toEqual([true, true]);
      }
    }
    expect(['', 'ssh-ed25519', '# a comment'].filter((one) => says('sshHostKey', one))).toEqual([]);
  });

  it('caBundle accepts a bundle that the API accepts, with words around the certificates', () => {
    const pem = rootCertificates.slice(0, 2).join('\n');

    for (const one of [pem, `# ours\n${pem}\n`]) {
      expect([parseCaBundle(one)?.length, says('caBundle', one)]).toEqual([2, true]);
    }
    expect(says('caBundle', 'a certificate')).toBe(false);
  });
});
