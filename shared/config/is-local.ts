/**
 * Whether the service runs as one process on one machine (`npm start` sets it): only then may addresses of the machine
 * itself be called. On AWS the variable is never set.
 */
export const isLocal = (): boolean => process.env.OCORE_LOCAL === 'true';
