import { decodeTime } from 'ulid';
import type { AuditRecord } from '#shared/contract/audit-record.ts';
import type { ProjectId } from '#shared/contract/id.ts';
import { idPrefixes } from '#shared/contract/id-prefixes.ts';
import { type AuditPlace, readAuditRecords } from '#shared/data/audit/read-audit-records.ts';
import { readProjects } from '#shared/data/projects/list-projects.ts';
import { keys } from '#shared/data/table/keys.ts';
import { invalidCursor, type Page } from '#shared/data/table/page.ts';
import { authorize } from '#shared/domain/access/authorize.ts';
import type { Principal } from '#shared/domain/access/principal.ts';
import { targetOf } from '#shared/domain/access/target.ts';
import type { AuditFilter, AuditItem } from '#shared/domain/records/audit.ts';

/** The most Queries of a page. With the sizes below they look at about 4,000 records. */
const maxQueries = 4;
/** How many records a Query looks at where a filter leaves some out. */
const filteredRead = 1000;
/** The most that one BatchGetItem takes. */
const maxProjects = 100;

/** Sorts after every ULID. */
const endOfMonth = '~';

const monthOf = (timeMs: number): string => new Date(timeMs).toISOString().slice(0, 7);

const monthBefore = (month: string): string => {
  const [year, number] = month.split('-').map(Number) as [number, number];
  return monthOf(Date.UTC(year, number - 2, 1));
};

/** Where the log of an organisation begins and ends, within the times of the filter. */
const boundsOf = (principal: Principal, { from, to }: AuditFilter, now: string) => {
  const created = decodeTime(principal.organization.id.slice(idPrefixes.organization.length + 1));
  const last = to === null ? Date.parse(now) : Math.min(to, Date.parse(now));
  return {
    oldest: monthOf(Math.max(created, from ?? created)),
    newest: { month: monthOf(last), before: to === null ? endOfMonth : keys.auditRecordsFrom(to) },
  };
};

/** The position after a record that the API shows. */
export const positionAfter = ({ at, id }: AuditRecord): string =>
  `${at.slice(0, 7)}/${id.slice(idPrefixes.auditRecord.length + 1)}`;

const placeOf = (position: string, bounds: ReturnType<typeof boundsOf>): AuditPlace => {
  const [, month, before] = /^(\d{4}-\d\d)\/([0-9A-Z]{10,26}|~)$/.exec(position) ?? [];
  if (month === undefined || before === undefined) throw invalidCursor();
  if (month < bounds.oldest || month > bounds.newest.month) throw invalidCursor();
  return { month, before };
};

/** The records of projects that the reader sees. Of a project that is gone only Owner and Admin see records. */
const visibleTo = (principal: Principal) => {
  const known = new Map<string, boolean>();
  return async (records: readonly AuditItem[]): Promise<readonly AuditItem[]> => {
    if (principal.unrestricted) return records;
    const ids = [...new Set(records.flatMap(({ projectId }) => projectId ?? []))].filter((id) => !known.has(id));
    for (let start = 0; start < ids.length; start += maxProjects) {
      const asked: readonly ProjectId[] = ids.slice(start, start + maxProjects);
      for (const id of asked) known.set(id, false);
      for (const project of await readProjects(principal.organization.id, asked)) {
        known.set(project.id, authorize(principal, 'view:projects', targetOf(project)) === 'allowed');
      }
    }
    return records.filter(({ projectId }) => projectId === null || known.get(projectId) === true);
  };
};

/** Of an hour, a minute, a second and a millisecond. */
const unitsMs = [3_600_000, 60_000, 1000, 1];

/**
 * Where a page ends whose Queries are used up, and whose last record is hidden from the reader: at the beginning of the
 * hour after that record, so that the position tells neither its id nor its time. What the reader sees of that hour
 * comes with the next page. If the page began in that hour, a smaller unit is taken.
 */
const coarseEnd = (began: AuditPlace, { month, before }: AuditPlace): AuditPlace => {
  const time = decodeTime(before);
  const ends = unitsMs.map((unit) => keys.auditRecordsFrom((Math.floor(time / unit) + 1) * unit));
  const end = ends.find((one) => began.month !== month || one < began.before);
  return { month, before: end ?? before };
};

/** Whether a record belongs to the pages before a place. */
const isBefore = (place: AuditPlace, { at, sk }: AuditItem): boolean =>
  at.slice(0, 7) !== place.month || sk >= place.before;

/**
 * Reads a page of the audit log, newest first: at most four Queries, so a page may be short and have a next one.
 * Source: docs/design/single-table.md, "Audit records".
 * @param after the position at the end of the previous page; null for the first page @param now RFC 3339
 * @throws Problem `invalid_cursor`
 */
export const readAuditPage = async (
  principal: Principal,
  filter: AuditFilter,
  limit: number,
  after: string | null,
  now: string,
): Promise<Page<AuditItem>> => {
  const bounds = boundsOf(principal, filter, now);
  const { from: _from, to: _to, ...others } = filter;
  const isFiltered = !principal.unrestricted || Object.values(others).some((value) => value !== null);
  const visible = visibleTo(principal);
  const rows: AuditItem[] = [];
  const began = after === null ? bounds.newest : placeOf(after, bounds);
  let place: AuditPlace | null = began;
  for (let queries = 0; queries < maxQueries && place !== null && place.month >= bounds.oldest; queries += 1) {
    const { month }: AuditPlace = place;
    const atMost = isFiltered ? filteredRead : limit - rows.length + 1;
    const read = await readAuditRecords(principal.organization.id, place, filter, atMost);
    rows.push(...(await visible(read.records)));
    if (rows.length > limit) return { rows: rows.slice(0, limit), position: `${month}/${rows[limit - 1]?.sk}` };
    place = read.before === null ? { month: monthBefore(month), before: endOfMonth } : { month, before: read.before };
  }
  if (place === null || place.month < bounds.oldest) return { rows, position: null };
  const isShown = principal.unrestricted || place.before === rows.at(-1)?.sk || place.before === endOfMonth;
  const end = isShown ? place : coarseEnd(began, place);
  return { rows: rows.filter((row) => isBefore(end, row)), position: `${end.month}/${end.before}` };
};
