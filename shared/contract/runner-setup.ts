import * as z from 'zod/mini';
import { Claim } from './runner.ts';

const { sshUrl, httpsUrl, hostKeys, deployKeySecretId, submodules, secretStore } = Claim.def.shape;
const { id, name, type, odooVersion, url } = Claim.def.shape.environment.def.shape;

/**
 * What a runner of an environment fetches with, for a check without a claim.
 * Source: docs/design/resources.md, "Runner setup".
 */
export const RunnerSetup = z
  .object({
    environment: z.object({ id, name, type, odooVersion, url }),
    branch: z.string().register(z.globalRegistry, { description: 'The default branch of the repository.' }),
    sshUrl,
    httpsUrl,
    hostKeys,
    deployKeySecretId,
    submodules,
    secretStore,
  })
  .register(z.globalRegistry, { id: 'RunnerSetup' });
export type RunnerSetup = z.infer<typeof RunnerSetup>;
