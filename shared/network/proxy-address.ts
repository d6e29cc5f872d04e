const isDecodable = (text: string): boolean => {
  try {
    decodeURIComponent(text);
    return true;
  } catch {
    return false;
  }
};

/**
 * The address of a proxy as HTTPS_PROXY gives it, for Node, which takes complete ones alone. Like curl and git, it takes
 * one without a scheme for one of http.
 * @returns '' for none; null for a text that is no address of an HTTP proxy
 */
export const proxyAddress = (text: string): string | null => {
  const trimmed = text.trim();
  if (trimmed === '') return '';
  const complete = trimmed.includes('://') ? trimmed : `http://${trimmed}`;
  if (!URL.canParse(complete)) return null;
  const { protocol, username, password, host } = new URL(complete);
  if (!/^https?:$/.test(protocol) || !isDecodable(username + password)) return null;
  return `${protocol}//${username === '' && password === '' ? '' : `${username}:${password}@`}${host}`;
};
