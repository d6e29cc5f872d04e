import { Problem } from '#shared/contract/problem.ts';

/** The problem `name_taken`, at the field `name`. @param whose `project` or `environment`, for the text */
export const nameTaken = (whose: 'project' | 'environment', name: string, cause?: unknown): Problem =>
  new Problem(
    'name_taken',
    whose === 'project'
      ? `name: "${name}" is the name of another project, perhaps an archived one. Choose another name.`
      : `name: "${name}" is the name of another environment of this project. Choose another name.`,
    { errors: [{ pointer: '#/name', detail: 'is taken' }], cause },
  );
