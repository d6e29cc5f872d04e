import { allowedMethods } from '#shared/contract/allowed-methods.ts';
import { Problem } from '#shared/contract/problem.ts';

/**
 * The problem of a request that matches no route: 405 with Allow for a known path, 404 otherwise.
 * Source: docs/design/api-conventions.md, "The endpoint table".
 */
export const noRoute = (method: string, path: string): Problem => {
  const allowed = allowedMethods(path);
  if (allowed.length === 0) {
    return new Problem('not_found', 'There is nothing at this address. GET /api/openapi.json lists every address.');
  }
  return new Problem('method_not_allowed', `This address takes ${allowed.join(', ')}, not ${method.slice(0, 20)}.`, {
    headers: { allow: allowed.join(', ') },
  });
};
