/**
 * All text limits. Long texts of a provider or a repository are cut; these limits count UTF-16 units (at most 3 bytes
 * of UTF-8 each). Long texts of a person or a runner are refused; these limits count code points, as zod does (at most
 * 4 bytes each). Together they keep an item below 400 KB.
 */
export const textLimits = {
  // Texts of providers and repositories.
  author: 200,
  actor: 200,
  /** A provider and an actor of it, or who asked for a deployment. */
  triggeredBy: 220,
  login: 200,
  /** A provider's own words in a problem. */
  words: 200,
  message: 1024,
  /** A commit's first line, which a list of deployments shows. */
  firstLine: 200,
  /** A full ref. Longer ones deploy nothing: no mapping matches what git can hardly store. */
  ref: 1000,
  repositoryName: 1000,
  repositoryId: 100,
  eventName: 100,
  providerDeliveryId: 100,
  files: 500,
  /** All of them together. */
  fileCharacters: 100_000,

  // What the API takes.
  name: 120,
  description: 2000,
  reason: 500,
  search: 120,
  id: 100,
  email: 254,
  idToken: 8000,
  refName: 250,
  branchPattern: 250,
  branchMappings: 50,
  environmentBranches: 20,
  grants: 100,
  pathFilter: 250,
  pathFilters: 50,
  repositoryUrl: 2000,
  baseUrl: 500,
  sshHostKey: 2000,
  sshHostKeys: 10,
  /** About ten certificates. */
  caBundle: 20_000,
  certificateSubject: 200,
  credential: 4000,
  privateKey: 10_000,
  simulatedMessage: 10_000,
  simulatedFile: 1000,
  updatedModules: 100,
  cursor: 2000,

  // Texts of runners.
  leaseToken: 4000,
  sentence: 4000,
  warning: 300,
  warnings: 50,
  moduleName: 100,
  modules: 1000,
  moduleVersion: 40,
  versionBumps: 200,
  /** Modules that a deploy command updates. */
  updates: 100,
  submodules: 200,
  submodulePath: 250,
  /** Bytes of the paths and URLs of all submodules, as UTF-8. */
  submoduleBytes: 32_768,
  logLines: 1000,
  /** Bytes of UTF-8. */
  logBytes: 65_536,
} as const;

/**
 * The start of a text, at most `max` UTF-16 units, well-formed: it ends with no half of a character. A half that was sent
 * becomes U+FFFD.
 */
export const cutText = (text: string, max: number): string => {
  const end = text.codePointAt(max - 1) ?? 0;
  return (text.length <= max ? text : text.slice(0, end > 0xffff ? max - 1 : max)).toWellFormed();
};

/** As `cutText`, of a text that may be missing. */
export const cutOrNull = (text: string | null, max: number): string | null =>
  text === null ? null : cutText(text, max);
