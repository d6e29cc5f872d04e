import type { ProjectRecord } from '#shared/domain/records/project.ts';

/** Where a page of the project list goes on: which phase, and after which row of it. */
export type ListPosition = { readonly phase: 'open' | 'archived' | 'granted' | 'name'; readonly after: string | null };

/** Writes a position as text, for a cursor. */
export const positionText = (position: ListPosition): string => `${position.phase}/${position.after ?? ''}`;

/** Reads what `positionText` wrote; anything else begins at the first phase. */
export const readPosition = (text: string, first: ListPosition['phase']): ListPosition => {
  const [phase, ...rest] = text.split('/');
  const after = rest.join('/');
  if (phase !== 'open' && phase !== 'archived' && phase !== 'granted' && phase !== 'name')
    return { phase: first, after: null };
  return { phase, after: after === '' ? null : after };
};

/** Whether a list that hides archived projects shows this one. */
export const isListed = (project: ProjectRecord, includeArchived: boolean): boolean =>
  includeArchived || project.archivedAt === null;
