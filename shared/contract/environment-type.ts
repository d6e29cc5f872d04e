import * as z from 'zod/mini';

export const EnvironmentType = z.enum(['production', 'staging', 'development']);
export type EnvironmentType = z.infer<typeof EnvironmentType>;
