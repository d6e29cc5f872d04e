/** The ids of the roles that every organisation has. Nobody changes or deletes them. */
export const systemRoleIds = ['owner', 'admin', 'developer', 'viewer'] as const;
export type SystemRoleId = (typeof systemRoleIds)[number];
