// RFC 5321 §4.1.2, without quoted local parts: nobody types "a b"@acme.example.
const localPart = /^[a-z0-9!#$%&'*+/=?^_`{|}~-]+(\.[a-z0-9!#$%&'*+/=?^_`{|}~-]+)*$/;
const label = '[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?';
// The last label is no number, so that an IPv4 address is no domain.
const asciiDomain = new RegExp(`^(${label}\\.)+(?![0-9]+$)${label}$`);
const notOfWords = /[^a-z0-9.\-\p{L}\p{M}\p{N}]/u;

// Source: RFC 5321 §4.5.3.1.
const maxLocalPart = 64;
const maxAddress = 254;

const lowerAscii = (text: string): string => text.replace(/[A-Z]/g, (letter) => letter.toLowerCase());

/** IDNA maps letters that look alike to one. A domain with letters that it would map is refused, not changed. */
const isUnmapped = (domain: string): boolean =>
  !notOfWords.test(domain) && domain === domain.normalize('NFKC') && domain === domain.toLowerCase();

/** @returns null for what is no domain */
const asciiOf = (domain: string): string | null => {
  if (!isUnmapped(domain) || !URL.canParse(`ws://${domain}/`)) return null;
  const { hostname } = new URL(`ws://${domain}/`);
  return asciiDomain.test(hostname) ? hostname : null;
};

/**
 * The one form of an e-mail address: an ASCII local part and the domain as IDNA writes it, lower-cased by ASCII alone.
 * Letters are never made equal: NFKC and Unicode's cases make `mıke` equal `mike`, and so one person another. Plus and
 * dots stay, since only the mail server knows what they mean.
 * Source: docs/design/security-model.md, "E-mail addresses".
 * @returns null for what is no such address
 */
export const normalizeEmail = (text: string): string | null => {
  if (text.length > maxAddress) return null;
  const at = text.lastIndexOf('@');
  const local = lowerAscii(text.slice(0, Math.max(0, at)));
  const domain = asciiOf(lowerAscii(text.slice(at + 1)));
  if (domain === null || local.length > maxLocalPart || !localPart.test(local)) return null;
  const address = `${local}@${domain}`;
  return address.length <= maxAddress ? address : null;
};
