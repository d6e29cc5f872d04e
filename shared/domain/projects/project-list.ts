import type { ProjectRecord } from '#shared/domain/records/project.ts';

const phases = ['open', 'archived', 'granted', 'name', 'limited'] as const;

/**
 * Where the next page of the project list begins: the phase, and the row after which it continues. `name` is a search,
 * `limited` the whole list of a key that is limited to projects.
 */
export type ListPosition = { readonly phase: (typeof phases)[number]; readonly after: string | null };

/** A position as text, for a cursor. */
export const positionText = (position: ListPosition): string => `${position.phase}/${position.after ?? ''}`;

/** Reads the text of `positionText`. Any other text means the start of the first phase. */
export const readPosition = (text: string, first: ListPosition['phase']): ListPosition => {
  const [name, ...rest] = text.split('/');
  const after = rest.join('/');
  const phase = phases.find((one) => one === name);
  if (phase === undefined) return { phase: first, after: null };
  return { phase, after: after === '' ? null : after };
};

/** Whether the list shows this project. */
export const isListed = (project: ProjectRecord, includeArchived: boolean): boolean =>
  includeArchived || project.archivedAt === null;
