/** Of each client: the command waits for all parts, so that one that does not answer gives up soon. */
export const clientSettings = { maxAttempts: 2, requestHandler: { connectionTimeout: 2000, requestTimeout: 5000 } };
