import type * as z from 'zod/mini';
import type { ProviderSettings } from '#shared/contract/provider-settings.ts';
import type { Removal } from '#shared/contract/removal.ts';
import type { Repository } from '#shared/contract/repository.ts';
import type { Submodule } from '#shared/contract/submodule.ts';
import { exampleIds } from './example-resources.ts';

const at = '2026-11-23T10:00:00.000Z';
const urls = {
  fullName: 'acme/odoo-custom',
  httpsUrl: 'https://github.com/acme/odoo-custom.git',
  sshUrl: 'ssh://git@github.com/acme/odoo-custom.git',
};

export const exampleRepository: z.input<typeof Repository> = {
  provider: 'github',
  repositoryUrl: 'git@github.com:acme/odoo-custom.git',
  ...urls,
  branch: 'main',
  status: 'action_required',
  statusReason: "Add the deploy key and the webhook in the repository's settings.",
  deployKey: {
    id: exampleIds.deployKey,
    algorithm: 'ed25519',
    publicKey: `ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIExample ocore ${exampleIds.project}`,
    fingerprint: 'SHA256:47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU',
    readOnly: true,
    installed: 'manual',
    settingsUrl: 'https://github.com/acme/odoo-custom/settings/keys',
    createdAt: at,
    lastVerifiedAt: null,
    retiring: null,
  },
  webhook: {
    url: 'https://ocore.example.com/api/webhooks/github/AQABAAAA',
    events: ['push', 'pull_request'],
    contentType: 'application/json',
    installed: 'manual',
    settingsUrl: 'https://github.com/acme/odoo-custom/settings/hooks',
    generation: 1,
    previousGenerationUntil: null,
    lastDeliveryAt: null,
    secret: null,
  },
  nextSteps: [{ action: 'add_deploy_key', detail: 'Open the deploy keys of the repository and paste the public key.' }],
  connectedAt: at,
  lastSyncedAt: null,
  lastComparison: { at, result: 'in_sync', detail: 'Every mapped branch and tag is where the deliveries left it.' },
  lastValidation: {
    at,
    result: 'deploy_key_rejected',
    detail:
      'The server did not accept the deploy key. Open the deploy keys of the repository, and add it if it is missing.',
  },
  lastRejectedAt: null,
};

export const exampleSubmodule: z.input<typeof Submodule> = {
  id: exampleIds.submodule,
  repositoryUrl: 'git@github.com:acme/theme.git',
  fullName: 'acme/theme',
  deployKey: { ...exampleRepository.deployKey, settingsUrl: 'https://github.com/acme/theme/settings/keys' },
  status: 'action_required',
  statusReason: 'Add the deploy key.',
  lastVerifiedAt: null,
};

export const exampleRemoval: z.input<typeof Removal> = {
  counts: { environments: 3, branchMappings: 3, deployments: 1000, deliveries: 412, submoduleKeys: 0 },
  remote: [
    { what: 'deploy key', automatic: false, where: exampleRepository.deployKey.settingsUrl },
    { what: 'webhook', automatic: false, where: exampleRepository.webhook.settingsUrl },
  ],
};

export const exampleSettings: z.input<typeof ProviderSettings> = {
  provider: 'gitea',
  baseUrl: 'https://git.acme.example',
  sshHost: 'git.acme.example',
  sshPort: 22,
  sshHostKeys: [{ type: 'ssh-ed25519', fingerprint: 'SHA256:47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU' }],
  caBundle: [],
  credential: { kind: 'token', lastFour: '1a2b', setAt: at, expiresAt: null, login: 'deploy-bot' },
};
