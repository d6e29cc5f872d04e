import type { Answer } from '#test/call.ts';
import type { Connection, Project } from './connection.ts';

/** The four operations that reach out, as their user sends them. */
export const operations = {
  connect: (at: Connection, project: Project): Promise<Answer> => at.connect(project),
  'regenerate-key': (at: Connection, project: Project): Promise<Answer> => at.step(project, 'regenerate-key', true),
  'reconfigure-webhook': (at: Connection, project: Project): Promise<Answer> => at.step(project, 'reconfigure-webhook'),
  disconnect: (at: Connection, project: Project): Promise<Answer> => at.disconnect(project),
} as const;

export const operationNames = Object.keys(operations) as (keyof typeof operations)[];
