import { Problem } from '#shared/contract/problem.ts';
import type { ComparedFiles } from '#shared/domain/deliveries/compared-files.ts';
import type { RepositoryRecord } from '#shared/domain/records/repository.ts';
import { providerProfiles, repositoryAddress } from '#shared/domain/repository/provider-profile.ts';
import type { GitProvider } from '#shared/providers/client/git-provider.ts';

/** So long a comparison may take, of all pages together. */
const maxMs = 15_000;

type Answer = Pick<ComparedFiles, 'files' | 'why'>;

const unknown = (why: string): Answer => ({ files: null, why });

const ask = async (client: GitProvider, repository: RepositoryRecord, base: string, head: string): Promise<Answer> => {
  const { name } = providerProfiles[repository.provider];
  const there = await client.findRepository(repositoryAddress(repository));
  if (there === null) return unknown(`${name} does not show the repository to the credential.`);
  const files = await client.compareCommits(there, base, head);
  if (files !== null) return { files, why: null };
  return unknown(`${name} did not list all files that changed between ${base.slice(0, 7)} and ${head.slice(0, 7)}.`);
};

/** Gives up after a while. The call itself ends by its own time limit. */
const within = async (work: Promise<Answer>, ms: number, late: Answer): Promise<Answer> => {
  let timer: NodeJS.Timeout | undefined;
  const tooLate = new Promise<Answer>((resolve) => {
    timer = setTimeout(() => resolve(late), ms);
  });
  try {
    return await Promise.race([work, tooLate]);
  } finally {
    clearTimeout(timer);
  }
};

/**
 * Asks the provider's API which files differ between two commits. It never fails: the result says what could not be found
 * out, and such a push deploys.
 * Source: docs/design/deciding-a-push.md, "Comparing commits".
 * @param client null without a credential
 */
export const compareFiles = async (
  client: GitProvider | null,
  repository: RepositoryRecord,
  base: string,
  head: string,
  ms = maxMs,
): Promise<ComparedFiles> => {
  const { name } = providerProfiles[repository.provider];
  if (client === null) {
    return { base, head, ...unknown(`no credential for ${repository.host} is set any more in the provider settings.`) };
  }
  const asked = ask(client, repository, base, head).catch((error: unknown): Answer => {
    if (error instanceof Problem) return unknown(error.message);
    return unknown(`the comparison failed (${error instanceof Error ? error.name : 'unknown'}).`);
  });
  return { base, head, ...(await within(asked, ms, unknown(`${name} did not answer within ${ms / 1000} seconds.`))) };
};
