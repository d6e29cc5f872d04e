/** What a command's end means to a script. Source: docs/design/api-conventions.md, "Exit codes of the CLI". */
export const exitCodes = {
  ok: 0,
  failed: 1,
  usage: 2,
  cancelled: 3,
  notSignedIn: 4,
  notPermitted: 5,
  notFound: 6,
  conflict: 7,
  retryable: 8,
  deploymentFailed: 9,
  interrupted: 130,
} as const;
