import * as z from 'zod/mini';
import { Text, TextOrNull } from './text.ts';

export const Provider = z.enum(['github', 'gitlab', 'bitbucket', 'gitea']);
export type Provider = z.infer<typeof Provider>;

export const RepositoryStatus = z.enum(['connecting', 'action_required', 'connected', 'failing', 'disconnecting']);
export type RepositoryStatus = z.infer<typeof RepositoryStatus>;

/**
 * The repository's part of a project. It has its own file, because most functions need nothing else of the repository.
 */
export const RepositorySummary = z.object({
  provider: Provider,
  repositoryUrl: Text,
  fullName: Text,
  branch: Text,
  status: RepositoryStatus,
  statusReason: TextOrNull,
});
export type RepositorySummary = z.infer<typeof RepositorySummary>;
