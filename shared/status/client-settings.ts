/**
 * The settings of each AWS client. The command waits for all parts of the report, so a client gives up soon on a service that
 * does not answer.
 */
export const clientSettings = { maxAttempts: 2, requestHandler: { connectionTimeout: 2000, requestTimeout: 5000 } };
