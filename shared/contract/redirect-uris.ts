/** Where the CLI listens for the end of a sign-in: three ports, in case one is taken. */
const loopbackPorts = [47_101, 47_102, 47_103] as const;

/**
 * The addresses that the issuer sends people back to, which must match to the letter: that of the console, and those of the
 * CLI on the person's own machine.
 * Source: docs/access.md, "How people sign in"; RFC 8252 §7.3.
 */
export const redirectUris = (publicUrl: string): string[] => [
  `${publicUrl}/sign-in/callback`,
  ...loopbackPorts.map((port) => `http://127.0.0.1:${port}/callback`),
];
