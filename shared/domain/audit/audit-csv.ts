import type { AuditRecord } from '#shared/contract/audit-record.ts';

const columns: readonly (readonly [string, (record: AuditRecord) => string | null])[] = [
  ['id', ({ id }) => id],
  ['at', ({ at }) => at],
  ['action', ({ action }) => action],
  ['outcome', ({ outcome }) => outcome],
  ['resourceType', ({ resourceType }) => resourceType],
  ['resourceId', ({ resourceId }) => resourceId],
  ['resourceName', ({ resourceName }) => resourceName],
  ['projectId', ({ projectId }) => projectId],
  ['actorId', ({ actor }) => actor.id],
  ['actorKind', ({ actor }) => actor.kind],
  ['actorName', ({ actor }) => actor.name],
  ['changes', ({ changes }) => (Object.keys(changes).length === 0 ? null : JSON.stringify(changes))],
  ['requestId', ({ requestId }) => requestId],
  ['sourceIp', ({ sourceIp }) => sourceIp],
];

/**
 * A field of a CSV file. A spreadsheet would run a text that begins like a formula, and names come from anybody: such
 * a text gets an apostrophe, which the spreadsheet does not show.
 * Source: RFC 4180; https://owasp.org/www-community/attacks/CSV_Injection
 */
const field = (value: string | null): string => {
  const text = value ?? '';
  const inert = /^[\s]*[=+\-@\t\r\n\uff1d\uff0b\uff0d\uff20]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(inert) || inert !== inert.trim() ? `"${inert.replaceAll('"', '""')}"` : inert;
};

const line = (fields: readonly (string | null)[]): string => `${fields.map(field).join(',')}\r\n`;

/** The head of the file. */
export const csvHead = line(columns.map(([name]) => name));

/** A record as a line of a CSV file. */
export const csvLine = (record: AuditRecord): string => line(columns.map(([, value]) => value(record)));
