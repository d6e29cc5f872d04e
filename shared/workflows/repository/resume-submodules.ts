import type { RepositoryRecord } from '#shared/domain/records/repository.ts';
import { resumeAddition } from './add-submodule.ts';
import { resumeRemoval } from './remove-submodule.ts';
import { submoduleTools } from './submodule-tools.ts';

/** Completes interrupted steps of the keys of submodules, for the tick. @param now RFC 3339 */
export const resumeSubmodules = async (repository: RepositoryRecord, now: string): Promise<RepositoryRecord> => {
  let present = repository;
  for (const submodule of repository.submodules) {
    if (submodule.step === null) continue;
    const resume = submodule.step === 'adding' ? resumeAddition : resumeRemoval;
    const tools = await submoduleTools(repository.organizationId, submodule);
    present = await resume(present, submodule, tools, now);
  }
  return present;
};
