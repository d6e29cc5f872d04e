import type { Deployment } from '#shared/contract/deployment.ts';

type PageOfList = { readonly deployments: readonly Deployment[]; readonly nextCursor: string | null };

/** What has been read of a list, newest first, and where its older part begins. */
export type History = { readonly deployments: readonly Deployment[]; readonly nextCursor: string | null };

const isOlder = (one: Deployment, other: Deployment): boolean =>
  one.createdAt < other.createdAt || (one.createdAt === other.createdAt && one.id < other.id);

/**
 * The history after its newest page was read again: what lies behind the page stays as it was read. Where the page has
 * nothing in common with the history, more has come than a page holds, and the older part is to be read anew.
 */
export const withNewest = (known: History | null, page: PageOfList): History => {
  const last = page.deployments.at(-1);
  if (known === null || last === undefined || page.nextCursor === null) return page;
  const ids = new Set(known.deployments.map(({ id }) => id));
  if (!page.deployments.some(({ id }) => ids.has(id))) return page;
  const behind = known.deployments.filter((one) => isOlder(one, last));
  return behind.length === 0 ? page : { deployments: [...page.deployments, ...behind], nextCursor: known.nextCursor };
};

/** The history with one more page at its end. */
export const withOlder = (known: History, page: PageOfList): History => {
  const ids = new Set(known.deployments.map(({ id }) => id));
  return {
    deployments: [...known.deployments, ...page.deployments.filter(({ id }) => !ids.has(id))],
    nextCursor: page.nextCursor,
  };
};
