import * as z from 'zod/mini';
import { OrganizationId } from './id.ts';
import { Permission } from './permission.ts';
import { Text, TextOrNull } from './text.ts';

export const Organization = z
  .object({ id: OrganizationId, slug: Text, name: Text })
  .register(z.globalRegistry, { id: 'Organization' });
export type Organization = z.infer<typeof Organization>;

/** The caller, with organisation and permissions. Source: docs/design/resources.md, "Me". */
export const Me = z
  .object({
    principal: z.object({ id: TextOrNull, kind: z.enum(['apiKey', 'user']), name: Text }),
    organization: z.nullable(Organization),
    permissions: z.array(Permission),
    organizations: z.array(Organization),
  })
  .register(z.globalRegistry, { id: 'Me' });
export type Me = z.infer<typeof Me>;
