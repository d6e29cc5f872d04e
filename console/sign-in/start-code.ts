/**
 * The code of a start link, `/#code=…`. It is taken out of the address before anything else happens, so that neither the
 * history nor a request has it.
 */
let startCode: string | null = null;

export const takeStartCode = (): void => {
  const match = /^#code=([\w-]+)$/.exec(location.hash);
  if (match === null) return;
  startCode = match[1] ?? null;
  history.replaceState(history.state, '', `${location.pathname}${location.search}`);
};

/** The code, once. */
export const spendStartCode = (): string | null => {
  const code = startCode;
  startCode = null;
  return code;
};

/** Whether there is a code that nobody has used yet. */
export const hasStartCode = (): boolean => startCode !== null;
