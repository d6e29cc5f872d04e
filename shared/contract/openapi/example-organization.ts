import type * as z from 'zod/mini';
import type { ApiKey } from '#shared/contract/api-key.ts';
import type { Me } from '#shared/contract/me.ts';
import type { Member } from '#shared/contract/member.ts';
import type { Role } from '#shared/contract/role.ts';
import type { WellKnown } from '#shared/contract/well-known.ts';
import { exampleIds } from './example-resources.ts';

const at = '2026-11-23T10:00:00.000Z';
const organization = { id: exampleIds.organization, slug: 'acme', name: 'Acme Corp' };
export const exampleMe: z.input<typeof Me> = {
  principal: { id: exampleIds.apiKey, kind: 'apiKey', name: 'CI' },
  organization,
  permissions: ['view:projects', 'deploy:projects'],
  organizations: [organization],
};

export const exampleRole: z.input<typeof Role> = {
  id: exampleIds.role,
  name: 'Release manager',
  description: null,
  isSystem: false,
  permissions: ['view:projects', 'deploy:projects'],
  memberCount: 3,
  createdAt: at,
  updatedAt: at,
  updatedBy: exampleIds.member,
  updatedByName: 'Mona Lisa',
};

export const exampleMember: z.input<typeof Member> = {
  id: exampleIds.member,
  email: 'mona@acme.example',
  name: 'Mona Lisa',
  status: 'active',
  role: { id: 'developer', name: 'Developer' },
  invitedBy: exampleIds.apiKey,
  invitedByName: 'First key',
  expiresAt: null,
  createdAt: at,
  lastSeenAt: at,
};

const address = 'https://ocore.acme.example';
export const exampleWellKnown: z.input<typeof WellKnown> = {
  name: 'oCore Projects',
  version: '0.1.0',
  apiUrl: address,
  docsUrl: `${address}/api/openapi.json`,
  consoleUrl: address,
  auth: {
    issuer: 'https://login.acme.example/',
    clientId: 'ocore',
    audience: address,
    scopes: ['openid', 'email', 'profile'],
    authorizationParameters: { audience: address },
    redirectUris: [`${address}/sign-in/callback`, 'http://127.0.0.1:47101/callback'],
  },
};

export const exampleApiKey: z.input<typeof ApiKey> = {
  id: exampleIds.apiKey,
  name: 'CI',
  prefix: `ocore_${exampleIds.apiKey.slice(4)}`,
  permissions: ['view:projects', 'deploy:projects'],
  projectIds: [exampleIds.project],
  environmentIds: [exampleIds.environment],
  createdBy: exampleIds.member,
  createdByName: 'Mona Lisa',
  createdAt: at,
  expiresAt: null,
  lastUsedAt: null,
  previousSecretUntil: null,
  role: null,
};
