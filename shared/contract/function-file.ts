import type { Endpoint } from './endpoint.ts';

/** The file of a row's handler below functions/, without extension: `projects/create-project`. */
export const functionFile = (row: Pick<Endpoint, 'group' | 'operationId'>): string =>
  `${row.group}/${row.operationId.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
