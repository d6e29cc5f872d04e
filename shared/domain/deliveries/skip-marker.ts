/**
 * What a commit message can hold so that its push is not deployed.
 * Source: docs/design/deciding-a-push.md, "Skip markers".
 */
const markers = ['[skip ci]', '[ci skip]', '[no ci]', '[skip cd]', '[skip deploy]', '[deploy skip]'] as const;

/**
 * Finds a skip marker, in any case and anywhere in the whole message.
 * @returns the marker, or null
 */
export const skipMarkerOf = (message: string): string | null => {
  const text = message.toLowerCase();
  return markers.find((marker) => text.includes(marker)) ?? null;
};
