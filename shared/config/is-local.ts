/**
 * Whether the service runs with `npm start`. Only then may it call loopback addresses. On AWS the variable is never
 * set.
 */
export const isLocal = (): boolean => process.env.OCORE_LOCAL === 'true';
