import type { RepositoryRecord } from '#shared/domain/records/repository.ts';

/** What changes with a repository's name: its URLs end with it. @param fullName as the provider tells it */
export const renamedRepository = (
  before: RepositoryRecord,
  fullName: string,
): Pick<RepositoryRecord, 'fullName' | 'httpsUrl' | 'sshUrl'> => {
  const moved = (url: string): string => `${url.slice(0, -`${before.fullName}.git`.length)}${fullName}.git`;
  return { fullName, httpsUrl: moved(before.httpsUrl), sshUrl: moved(before.sshUrl) };
};
