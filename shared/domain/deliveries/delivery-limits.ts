import { cutText, textLimits } from '#shared/contract/text-limits.ts';

/** The first line of a commit message, at most 200 characters, for the list of deployments. */
export const firstLine = (message: string): string => {
  const end = message.indexOf('\n');
  return cutText((end === -1 ? message : message.slice(0, end)).trimEnd(), textLimits.firstLine);
};

/** How long a delivery is stored, in milliseconds: 30 days. Source: docs/design/single-table.md, "Items". */
export const deliveryKeptMs = 30 * 86_400_000;

/** Whether a delivery has expired. @param now RFC 3339 */
export const isExpired = (delivery: { readonly receivedAt: string }, now: string): boolean =>
  Date.parse(now) - Date.parse(delivery.receivedAt) >= deliveryKeptMs;
