import { loadConfig } from './load-config.ts';

/**
 * What the names of this stage's secrets begin with, before the slash: `ocore`, or `ocore-<stage>`. Stages of one account
 * so never share a secret. Source: docs/design/security-model.md, "Stages of one account".
 */
export const secretPrefix = (): string => loadConfig(['SECRET_PREFIX']).SECRET_PREFIX;
