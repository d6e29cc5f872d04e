/** What is kept of one event at most: a DynamoDB item has 400 KB. Source: design §12. */
export const deliveryLimits = { files: 500, fileCharacters: 100_000, messageCharacters: 1024 } as const;

/** The first line of a commit message, at most 200 characters: what a list of deployments shows. */
export const firstLine = (message: string): string => {
  const end = message.indexOf('\n');
  return (end === -1 ? message : message.slice(0, end)).trimEnd().slice(0, 200).toWellFormed();
};

/** For how long a delivery is kept, in milliseconds: 30 days. Source: design §4. */
export const deliveryKeptMs = 30 * 86_400_000;

/** Whether a delivery is one that should be gone already. @param now RFC 3339 */
export const isExpired = (delivery: { readonly receivedAt: string }, now: string): boolean =>
  Date.parse(now) - Date.parse(delivery.receivedAt) >= deliveryKeptMs;
