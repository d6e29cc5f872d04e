// Patterns as JSON Schema has them (ECMA-262, with flag u). What the code says with \p{…} stands as ranges here, because
// many tools know no classes of characters.

const control = '\\u0000-\\u001f\\u007f-\\u009f';
const bidi = '\\u061c\\u200e\\u200f\\u202a-\\u202e\\u2066-\\u2069';
/** What `trim` removes. Some of it are control characters. */
const blank = '\\u0009-\\u000d\\u0020\\u00a0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000\\ufeff';

/** A text that is trimmed, without some characters inside. */
const trimmed = (without: string): string => {
  const inside = `[^${without}]`;
  const edge = `[^${blank}${without}]`;
  return `^[${blank}]*${edge}(?:${inside}*${edge})?[${blank}]*$`;
};

const refName = (refused: string): string =>
  [
    '^(?![-/.]|@$|refs/)',
    '(?![\\s\\S]*(?:\\.\\.|@\\{|//|/\\.|\\.lock/))',
    '(?![\\s\\S]*(?:[/.]|\\.lock)$)',
    `[^${control}${bidi}\\u200b-\\u200d\\ufeff ~^:?\\[\\\\${refused}]+$`,
  ].join('');

// The lengths of months: RFC 3339, section 5.7. The years are those of shared/contract/point-in-time.ts.
const leapYear = '(?:\\d\\d(?:0[48]|[2468][048]|[13579][26])|(?:[02468][048]|[13579][26])00)';
const year = '(?:19[7-9]|2\\d\\d)\\d';
const day = [
  `${year}-(?:0[1-9]|1[0-2])-(?:0[1-9]|1\\d|2[0-8])`,
  `${year}-(?:0[13-9]|1[0-2])-(?:29|30)`,
  `${year}-(?:0[13578]|1[02])-31`,
  `(?=${year})${leapYear}-02-29`,
].join('|');
const minute = '(?:[01]\\d|2[0-3]):[0-5]\\d';

const host = '(?:[A-Za-z0-9](?:[A-Za-z0-9.\\-]{0,251}[A-Za-z0-9])?|\\[[0-9A-Fa-f:.]{2,45}\\])';
const port = '(?::[1-9][0-9]{0,4})?';
const user = '(?:[A-Za-z0-9_][A-Za-z0-9_.\\-]{0,63}@)?';
const path = '[!"$&-9;->@-\\[\\]-~]+';

/** The patterns of texts whose schemas check them in code. A test compares each with its check. */
export const textPatterns = {
  oneLine: trimmed(control + bidi),
  prose: `^(?:[^${control}${bidi}]|[\\t\\n\\r])*$`,
  search: `[^${blank}]`,
  shortName: '^(?!refs/)[\\s\\S]',
  refName: refName('*'),
  branchPattern: refName('\\]{}'),
  pathFilter: [
    `^[${blank}]*(?![${blank}])(?:\\.?/)*(?!\\.?[${blank}]*(?:/\\.?)*[${blank}]*$|[${blank}/]*$|[!/]|\\.{1,2}/|\\.\\.[${blank}]*$)`,
    `(?:(?!/\\.\\.(?:/|[${blank}]*$))[^${control},\\\\?\\[\\]{}])+[${blank}]*$`,
  ].join(''),
  commitPrefix: '^[0-9a-fA-F]{7,64}$',
  pointInTime: `^(?:${day})(?:T${minute}(?::[0-5]\\d(?:\\.\\d{1,9})?)?(?:Z|[+\\-]${minute}))?$`,
  logTime: `^(?:${day})T${minute}:[0-5]\\d\\.\\d{3}Z$`,
  /** Of a quoted key the quotes do not count. */
  idempotencyKey: '^(?:(?!""$)[!-~]{1,255}|"[!-~]{1,255}")$',
  slug: '^[a-z0-9](?:[a-z0-9\\-]{0,61}[a-z0-9])?$',
  cursor: '^[A-Za-z0-9_\\-]+$',
  /** Which hosts may be called depends on the service. */
  baseUrl: '^https?://[A-Za-z0-9\\[][A-Za-z0-9.:\\[\\]\\-]*(?:/(?!\\.{1,2}(?:/|$))[A-Za-z0-9._~\\-]+)*/?$',
  /** A line of ssh-keyscan, or the key alone. */
  sshHostKey: [
    `^[${blank}]*(?:[A-Za-z0-9\\[][A-Za-z0-9.:,\\[\\]\\-]{0,500} )?[a-z0-9\\-]{1,30} `,
    `[A-Za-z0-9+/]{1,4000}={0,2}(?: [ -~]{0,500})?[${blank}]*$`,
  ].join(''),
  caBundle: '-----BEGIN CERTIFICATE-----[\\s\\S]+-----END CERTIFICATE-----',
  /** Whether the host is allowed, and what the provider makes of the path, depends on the settings. */
  repositoryUrl: [
    `^(?:https?://${host}${port}/${path}`,
    `https://[A-Za-z0-9_\\-]{1,64}@bitbucket\\.org${port}/${path}`,
    `ssh://${user}${host}${port}/${path}`,
    `${user}${host}:(?!/)${path})$`,
  ].join('|'),
} as const;
