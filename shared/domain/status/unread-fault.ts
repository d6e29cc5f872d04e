import type { StatusFinding, UnreadReason } from '#shared/contract/service-status.ts';

const fixes: Readonly<Record<UnreadReason, string>> = {
  denied:
    'Deploy again. If it stays, look at what bounds the role of the function: permissionsBoundary, or a service control policy.',
  throttled: 'AWS limits such calls. Run the command again in a minute.',
  missing: 'Deploy again. If it was deleted, docs/operations.md, "Restoring the table" and "Lost secrets", helps.',
  invalid: 'docs/operations.md, "Rotating the root key", says what it must hold.',
  failed: 'Run the command again. If it stays, look at the AWS Health Dashboard and at the log of the function.',
};

/** The finding for a part that could not be read. @param name of the part */
export const unreadFault = (
  name: string,
  { reason, detail }: { readonly reason: UnreadReason; readonly detail: string },
): StatusFinding => ({
  part: name,
  problem: reason === 'invalid' ? `It is not valid: ${detail}` : `It could not be read: ${detail}`,
  fix: fixes[reason],
});
