import type { EventRepository } from '#shared/domain/records/git-event.ts';
import type { RepositoryRecord } from '#shared/domain/records/repository.ts';
import { renamedRepository } from './renamed-repository.ts';
import { isSameName, nameFault } from './repository-name.ts';

/**
 * Which repository an authentic report is about: the connected one, another one that has its name, or another one. The
 * stable id decides as soon as it is known; before that the name does.
 */
export const reportedIs = (
  { providerRepositoryId, fullName }: RepositoryRecord,
  report: Pick<EventRepository, 'id' | 'fullName'>,
): 'connected' | 'replaced' | 'other' => {
  const isNamed = isSameName(report.fullName, fullName);
  if (providerRepositoryId === null) return isNamed ? 'connected' : 'other';
  if (report.id === providerRepositoryId) return 'connected';
  return isNamed ? 'replaced' : 'other';
};

/** What a report of the provider may change. */
type Reported = Partial<
  Pick<
    RepositoryRecord,
    | 'fullName'
    | 'httpsUrl'
    | 'sshUrl'
    | 'branch'
    | 'providerRepositoryId'
    | 'reportedBranch'
    | 'reportedAt'
    | 'replacedBy'
  >
>;

/** The connection's new name, if the report is no older than what is known and names one that can be fetched. */
const renamed = (before: RepositoryRecord, { fullName }: EventRepository): Reported =>
  isSameName(fullName, before.fullName) || nameFault(fullName, before.provider) !== null
    ? {}
    : renamedRepository(before, fullName);

/** The default branch follows the provider's as long as nobody has chosen another one. */
const rebranched = (before: RepositoryRecord, { defaultBranch }: EventRepository): Reported => {
  if (defaultBranch === null || defaultBranch === before.reportedBranch) return {};
  const follows = before.branch === before.reportedBranch;
  return { reportedBranch: defaultBranch, branch: follows ? defaultBranch : before.branch };
};

const reportedBy = (before: RepositoryRecord, report: EventRepository): Reported => {
  switch (reportedIs(before, report)) {
    case 'other':
      return {};
    case 'replaced':
      return { replacedBy: report.id };
    case 'connected':
      break;
  }
  const known = { providerRepositoryId: report.id, replacedBy: null };
  if (before.reportedAt !== null && report.updatedAt !== null && report.updatedAt < before.reportedAt) return known;
  const news = { ...renamed(before, report), ...rebranched(before, report) };
  return Object.keys(news).length === 0 ? known : { ...known, ...news, reportedAt: report.updatedAt };
};

/**
 * The connection after an authentic report of its provider, a delivery or an answer of the API: its stable id, its name, the
 * addresses that end with it, its default branch. The host never changes: addresses are rebuilt, never taken from the report,
 * and the default branch is one that `isRefName` takes. A report that is older than the last one that changed something is
 * ignored.
 * Source: docs/design/connecting.md, "Following a rename" (D-060).
 * @returns `before` itself if the report holds nothing new, as nearly every one does
 */
export const afterReport = (before: RepositoryRecord, report: EventRepository): RepositoryRecord => {
  const reported = reportedBy(before, report);
  const names = Object.keys(reported) as (keyof Reported)[];
  return names.every((name) => reported[name] === before[name]) ? before : { ...before, ...reported };
};
