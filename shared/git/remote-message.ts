import type { RemoteRefsFailure } from './remote-refs-result.ts';

// Messages for a known key without access to this repository. They are checked first, because some also say that the
// repository may not exist.
const rejections = [
  /is not authorized to read/i, // Gitea, Forgejo
  /deployment key is not associated with/i, // Bitbucket
  /repository access denied/i, // Bitbucket
  /not allowed to download code/i, // GitLab
  /permission denied \(publickey/i, // OpenSSH behind a gateway
];

const absences = [
  /repository not found/i, // GitHub, also where the key opens another repository
  /could not be found/i, // GitLab
  /cannot find repository/i, // Gitea, Forgejo
  /repository does not exist/i, // Bitbucket, Gogs
  /repository for this project does not exist/i, // GitLab, before the first push
  /does not appear to be a git repository/i, // git itself
  /no such repository/i,
];

/** The line to show to a user: without frames, control and non-ASCII characters, at most 200 characters. */
const quoteOf = (lines: readonly string[], pattern: RegExp): string => {
  const clean = lines.map((line) =>
    line
      .replace(/^remote:\s*/i, '')
      .replace(/[^\x20-\x7e]+/g, ' ')
      .trim()
      .slice(0, 200),
  );
  return clean.find((line) => pattern.test(line)) ?? '';
};

/**
 * Explains why an authenticated server lists no refs. Only such a server is quoted; answers of unknown hosts are never
 * shown (docs/design/connecting.md, "Which addresses may be reached").
 * @param host for the detail
 * @param message from standard error or an ERR packet
 * Source: docs/design/providers.md, "What SSH servers answer".
 */
export const classifyRemoteMessage = (host: string, message: string): RemoteRefsFailure => {
  const text = message.slice(0, 4096);
  const lines = text.split(/[\r\n]+/);
  const rejection = rejections.find((pattern) => pattern.test(text));
  if (rejection !== undefined) {
    return {
      ok: false,
      code: 'deploy_key_rejected',
      detail: `${host} knows the deploy key, but it does not open this repository ("${quoteOf(lines, rejection)}"). Add it to the deploy keys of this repository.`,
    };
  }
  const absence = absences.find((pattern) => pattern.test(text));
  if (absence !== undefined) {
    return {
      ok: false,
      code: 'repository_not_found',
      detail: `${host} finds no such repository for the deploy key ("${quoteOf(lines, absence)}"). Either it was deleted, renamed or moved, or the key was added to another repository.`,
    };
  }
  const said = quoteOf(lines, /[A-Za-z0-9]/);
  return {
    ok: false,
    code: 'repository_unreachable',
    detail:
      said === ''
        ? `${host} ended the connection without listing the refs. Try again later.`
        : `${host} did not list the refs: "${said}".`,
  };
};
