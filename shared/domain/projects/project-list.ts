import type { ProjectRecord } from '#shared/domain/records/project.ts';

/** Where the next page of the project list begins: the phase, and the row after which it continues. */
export type ListPosition = { readonly phase: 'open' | 'archived' | 'granted' | 'name'; readonly after: string | null };

/** A position as text, for a cursor. */
export const positionText = (position: ListPosition): string => `${position.phase}/${position.after ?? ''}`;

/** Reads the text of `positionText`. Any other text means the start of the first phase. */
export const readPosition = (text: string, first: ListPosition['phase']): ListPosition => {
  const [phase, ...rest] = text.split('/');
  const after = rest.join('/');
  if (phase !== 'open' && phase !== 'archived' && phase !== 'granted' && phase !== 'name')
    return { phase: first, after: null };
  return { phase, after: after === '' ? null : after };
};

/** Whether the list shows this project. */
export const isListed = (project: ProjectRecord, includeArchived: boolean): boolean =>
  includeArchived || project.archivedAt === null;
