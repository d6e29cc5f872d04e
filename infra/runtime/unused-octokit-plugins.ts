const none = () => ({});

/**
 * Stands in for those of octokit's plugins that oCore does not use, since octokit's one file loads them all: endpoint
 * methods (it calls by path) and throttling (a Lambda keeps no timers). It saves 112 KB.
 */
export const restEndpointMethods = none;
export const throttling = none;
