import type { MappingRecord } from '#shared/domain/records/mapping.ts';
import type { ProjectRecord } from '#shared/domain/records/project.ts';
import { notFound } from './require-permission.ts';

/** Finds a mapping by its id. @throws Problem `not_found` */
export const requireMapping = (project: ProjectRecord, mappingId: string): MappingRecord => {
  const mapping = project.branchMappings.find((one) => one.id === mappingId);
  if (mapping === undefined) throw notFound();
  return mapping;
};
