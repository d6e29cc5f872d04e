const none = () => ({});

/**
 * Stands in for what oCore does not use of octokit, since octokit's one file loads it all: endpoint methods (it calls by
 * path), GraphQL, retries and throttling (a Lambda keeps no timers), apps (D-013). It saves 170 KB and 10 ms of init.
 */
export const restEndpointMethods = none;
export const paginateGraphQL = none;
export const retry = none;
export const throttling = none;
export const App = { defaults: none };
export const OAuthApp = { defaults: none };
export const createNodeMiddleware = none;
