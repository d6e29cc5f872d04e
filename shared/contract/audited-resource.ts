/** What an audit record can be about: the first word of its action. */
export const auditedResources = [
  'project',
  'repository',
  'submodule',
  'mapping',
  'environment',
  'deployment',
  'delivery',
  'settings',
  'access',
  'member',
  'role',
  'api-key',
  'organization',
] as const;
export type AuditedResource = (typeof auditedResources)[number];
