import { loadConfig } from './load-config.ts';

/**
 * The beginning of the names of this stage's secrets, before the slash: `ocore`, or `ocore-<stage>`. Therefore stages of one
 * account never share a secret. Source: docs/design/security-model.md, "Stages of one account".
 */
export const secretPrefix = (): string => loadConfig(['SECRET_PREFIX']).SECRET_PREFIX;
