/**
 * The addresses of the console, as its router writes them: the server answers these with 200, and every other page with 404.
 * Source: docs/design/console.md, "Which addresses are pages".
 */
export const consoleRoutes = [
  '/',
  '/sign-in',
  '/sign-in/callback',
  '/sign-in/issuer',
  '/projects',
  '/projects/:projectId',
  '/projects/:projectId/repository',
  '/projects/:projectId/branches',
  '/projects/:projectId/environments',
  '/projects/:projectId/deployments',
  '/projects/:projectId/deployments/:deploymentId',
  '/projects/:projectId/deliveries',
  '/projects/:projectId/deliveries/:deliveryId',
  '/projects/:projectId/access',
  '/projects/:projectId/settings',
  '/attention',
  '/organization/members',
  '/organization/roles',
  '/organization/api-keys',
  '/organization/git-providers',
  '/organization/audit-log',
] as const;
export type ConsoleRoute = (typeof consoleRoutes)[number];

const patterns = consoleRoutes.map((route) => new RegExp(`^${route.replace(/:[A-Za-z]+/g, '[^/]+')}$`));

/** Whether a path, without query, is a page of the console. A slash at its end changes nothing, as in the router. */
export const isConsoleRoute = (path: string): boolean => {
  const bare = path.length > 1 && path.endsWith('/') ? path.slice(0, -1) : path;
  return patterns.some((pattern) => pattern.test(bare));
};
