/**
 * What a field means, by its name, wherever it means the same. A line `Place.name` in another table goes before.
 */
export const fieldsByName: Readonly<Record<string, string>> = {
  // Identity and time.
  id: 'The id: a prefix that tells the kind, and a ULID.',
  projectId: 'The project that it belongs to.',
  environmentId: 'The environment.',
  environmentName: 'The name of that environment.',
  environmentType: 'The type of that environment.',
  mappingId: 'The branch mapping.',
  deliveryId: 'The delivery that caused it; null if none did.',
  name: 'The name that people see.',
  description: 'A free text; line breaks are allowed.',
  createdAt: 'When it was created.',
  createdBy: 'Who created it: the id of a principal.',
  updatedAt: 'When it was last changed.',
  startedAt: 'When a runner claimed it; null before that.',
  completedAt: 'When it ended, in whatever way; null before that.',
  durationMs: 'How long it took, in milliseconds.',
  since: 'Since when this holds.',

  // Lists.
  nextCursor: 'The value of `cursor` for the next page; null on the last one.',
  limit: 'How many rows a page has at most.',
  cursor: '`nextCursor` of the page before. It belongs to the same query.',
  q: 'A part of the name, in any case.',
  from: 'Created at this time or later: RFC 3339, or a day in UTC.',
  to: 'Created before this time: RFC 3339, or a day in UTC. It must be later than `from`.',

  // Git.
  provider: 'The Git provider.',
  repositoryUrl: 'The clone URL as it was given, over HTTPS or SSH.',
  fullName: 'Owner and name of the repository, as the provider writes them.',
  httpsUrl: 'The clone URL over HTTPS, in normal form.',
  sshUrl: 'The clone URL over SSH, in normal form.',
  branch: 'The branch, without `refs/heads/`.',
  tag: 'The tag, without `refs/tags/`.',
  commitSha: 'The whole commit id, in lower case.',
  commitMessage: 'The first line of the commit message, at most 200 characters.',
  commitAuthor: "The name of the commit's author.",
  ref: 'The full ref, for instance `refs/heads/main`; null if the event has none.',
  before: 'The commit of the ref before the event; zeros if the ref is new.',
  after: 'The commit of the ref after the event; zeros if the ref was deleted.',
  refType: 'Whether branches or tags are meant.',
  branchPattern: 'A name, or a pattern of names: `*` is any run without a slash, `**` any run.',
  trigger: 'What starts a deployment.',
  paths: 'Path filters: only a push that changes one of these files or folders deploys. Empty: every push.',
  priority: 'The order of the mappings: of those that match, the one with the lowest number decides.',
  autoDeploy: 'Whether deliveries deploy. Deployments by hand run in any case.',

  // States.
  status: 'The state that it is in.',
  statusReason:
    'Why it is in this state, as a sentence; a code and a colon may come first. Null if there is no more to say.',
  reason: 'Why, as one sentence.',
  detail: 'What is the case, and what to do next, as a sentence.',
  warnings: 'Sentences about what to look at; empty if there is nothing.',
  type: 'The kind.',
  kind: 'The kind.',
  version: 'The version of the service.',
  generation: "The number of the webhook's URL and secret; each reconfiguration makes the next one.",
  approval: 'Whether a person has to approve each deployment, and whether another person than its requester has to.',
  odooVersion: 'The Odoo series of the environment, for instance `18.0`; null: any.',
  ignoreSeries: 'Whether modules of another Odoo series than that of the environment are deployed.',
  errorMessage: 'What the runner said of a failure; null if there was none.',
  fingerprint: 'The SHA-256 fingerprint of the key, as OpenSSH shows it.',

  // A change plan.
  changePlan: 'What the commit changes compared with what stood there; null if it is not known.',
  modules: 'The Odoo modules that change.',
  versionBumps: 'The modules whose version in the manifest changes.',
  module: 'The name of the module.',
  requirementsChanged: 'Whether a `requirements.txt` changes.',

  // Logs and leases.
  lines: 'Lines of the log, in order.',
  seq: 'The number of the line; the first is 1.',
  at: 'When the line was written.',
  text: 'The line, without its line break.',
  lease: 'The right to work on the deployment, for 60 s.',
  update: 'Which Odoo modules the deploy command updates: those that the commit changes, all, or these too.',

  // Lists of resources in answers.
  projects: 'The projects of this page, newest first.',
  environments: 'The environments, oldest first.',
  branchMappings: 'The branch mappings, by priority.',
  deployments: 'The deployments of this page, newest first.',
  deliveries: 'The deliveries of this page, newest first.',
  refs: 'The branches of this page by name, then the tags.',
  repositories: "The repositories of this page, in the provider's order.",
  gitProviders: 'The settings of GitHub, GitLab, Bitbucket and Gitea.',
};
