import * as z from 'zod/mini';
import { Text } from './text.ts';

/** What a client needs to know of a service before it signs in. Source: docs/design/resources.md, "What clients need". */
export const WellKnown = z
  .object({
    name: z.literal('oCore Projects'),
    version: Text,
    apiUrl: Text,
    docsUrl: Text,
    consoleUrl: Text,
    auth: z.nullable(
      z.object({
        issuer: Text,
        clientId: Text,
        audience: Text,
        scopes: z.array(Text),
        authorizationParameters: z.record(Text, Text),
        redirectUris: z.array(Text),
      }),
    ),
  })
  .register(z.globalRegistry, { id: 'WellKnown' });
export type WellKnown = z.infer<typeof WellKnown>;
