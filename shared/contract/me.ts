import * as z from 'zod/mini';
import { OrganizationId } from './id.ts';
import { Permission } from './permission.ts';

export const Organization = z
  .object({ id: OrganizationId, slug: z.string(), name: z.string() })
  .register(z.globalRegistry, { id: 'Organization' });
export type Organization = z.infer<typeof Organization>;

/** Who asks, in which organisation, with which permissions. Source: wire.md, "Meta". */
export const Me = z
  .object({
    principal: z.object({ id: z.string(), kind: z.enum(['apiKey', 'user']), name: z.string() }),
    organization: Organization,
    permissions: z.array(Permission),
    organizations: z.array(Organization),
  })
  .register(z.globalRegistry, { id: 'Me' });
export type Me = z.infer<typeof Me>;
