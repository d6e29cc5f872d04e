import * as z from 'zod/mini';

/** The text of a key in Secrets Manager: `{ "current": 1, "1": "…", "2": "…" }`, numbered versions of at least 43 characters. */
export const VersionedSecret = z.pipe(
  z.looseObject(
    {
      current: z
        .int('current must be a whole number')
        .check(z.minimum(1, 'current must be from 1 to 255'), z.maximum(255, 'current must be from 1 to 255')),
    },
    'it must be a JSON object',
  ),
  z.transform((secret, { issues }) => {
    const refuse = (message: string): void => {
      issues.push({ code: 'custom', message, input: null });
    };
    const versions = new Map<number, string>();
    for (const [name, value] of Object.entries(secret)) {
      if (!/^[1-9]\d{0,2}$/.test(name)) continue;
      if (typeof value === 'string' && value.length >= 43) versions.set(Number(name), value);
      else refuse(`version ${name} must be a text of at least 43 characters`);
    }
    if (!versions.has(secret.current)) refuse('the current version is missing');
    return { current: secret.current, versions };
  }),
);
