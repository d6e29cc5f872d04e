/** The proxy for https calls, and the hosts that are called directly; empty if none are set. */
export type ProxySettings = { readonly httpsProxy: string; readonly noProxy: string };

/** Reads HTTPS_PROXY and NO_PROXY, which the operator of the service sets. The names in lower case win, as in curl. */
export const proxySettings = (environment: NodeJS.ProcessEnv = process.env): ProxySettings => ({
  httpsProxy: (environment.https_proxy ?? environment.HTTPS_PROXY ?? '').trim(),
  noProxy: (environment.no_proxy ?? environment.NO_PROXY ?? '').trim(),
});
