/**
 * The markers in a commit message that prevent a deployment.
 * Source: docs/design/deciding-a-push.md, "Skip markers".
 */
const markers = ['[skip ci]', '[ci skip]', '[no ci]', '[skip cd]', '[skip deploy]', '[deploy skip]'] as const;

/**
 * Finds a skip marker anywhere in the message, ignoring case.
 * @returns the marker, or null
 */
export const skipMarkerOf = (message: string): string | null => {
  const text = message.toLowerCase();
  return markers.find((marker) => text.includes(marker)) ?? null;
};
