import { type AuditRecord, maxExported } from '#shared/contract/audit-record.ts';
import type { Principal } from '#shared/domain/access/principal.ts';
import { csvLine } from '#shared/domain/audit/audit-csv.ts';
import { presentAuditRecord } from '#shared/domain/audit/present-audit-record.ts';
import type { AuditFilter } from '#shared/domain/records/audit.ts';
import { positionAfter, readAuditPage } from './read-audit-page.ts';

/** A Lambda answers with at most 6 MB, in which JSON escapes quotes once more. */
const maxBytes = 4_000_000;
const pageSize = 1000;
/** Four Queries each: so many take some seconds. The rest follows by the cursor. */
const maxPages = 25;

export type AuditExport = { readonly records: readonly AuditRecord[]; readonly position: string | null };

const bytesOf = (record: AuditRecord): number =>
  Math.max(Buffer.byteLength(JSON.stringify(record)), Buffer.byteLength(csvLine(record)));

/**
 * Reads the newest records for a file, as far as its limits allow.
 * @param after the position at the end of the previous file; null for the first
 * @returns the records, and where the next file begins; null if there is none
 */
export const readAuditExport = async (
  principal: Principal,
  filter: AuditFilter,
  after: string | null,
  now: string,
): Promise<AuditExport> => {
  const records: AuditRecord[] = [];
  let bytes = 0;
  let position = after;
  for (let pages = 0; pages < maxPages; pages += 1) {
    const limit = Math.min(pageSize, maxExported - records.length);
    const page = await readAuditPage(principal, filter, limit, position, now);
    for (const row of page.rows) {
      const record = presentAuditRecord(row);
      bytes += bytesOf(record);
      const last = records.at(-1);
      if (bytes > maxBytes && last !== undefined) return { records, position: positionAfter(last) };
      records.push(record);
    }
    position = page.position;
    if (position === null || records.length === maxExported) return { records, position };
  }
  return { records, position };
};
