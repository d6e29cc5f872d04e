import type { RepositoryRecord } from '#shared/domain/records/repository.ts';

/**
 * The fields that a new name changes: the name itself and the URLs that end with it.
 * @param fullName as the provider reports it
 */
export const renamedRepository = (
  before: RepositoryRecord,
  fullName: string,
): Pick<RepositoryRecord, 'fullName' | 'httpsUrl' | 'sshUrl'> => {
  const moved = (url: string): string => `${url.slice(0, -`${before.fullName}.git`.length)}${fullName}.git`;
  return { fullName, httpsUrl: moved(before.httpsUrl), sshUrl: moved(before.sshUrl) };
};
