import { X509Certificate } from 'node:crypto';
import { cutText, textLimits } from '#shared/contract/text-limits.ts';

/** A certificate of an authority, as an administrator recognises it. */
export type CaCertificate = {
  readonly subject: string;
  /** `SHA256:` and pairs of hexadecimal digits, as `openssl x509 -fingerprint -sha256` prints it. */
  readonly fingerprint: string;
  /** RFC 3339. */
  readonly expiresAt: string;
  readonly pem: string;
};

const begin = '-----BEGIN CERTIFICATE-----';
const end = '-----END CERTIFICATE-----';

const certificateOf = (text: string): CaCertificate | null => {
  try {
    const certificate = new X509Certificate(`${begin}${text}${end}`);
    return {
      subject: cutText(certificate.subject.replace(/[\p{Cc}\p{Bidi_Control}]/gu, ', '), textLimits.certificateSubject),
      fingerprint: `SHA256:${certificate.fingerprint256}`,
      expiresAt: certificate.validToDate.toISOString(),
      pem: certificate.toString(),
    };
  } catch {
    // The parser's message tells an administrator nothing.
    return null;
  }
};

/** The texts between the lines that begin and end a certificate; null where one does not end. */
const bodiesOf = (bundle: string): readonly string[] | null => {
  const bodies = bundle
    .split(begin)
    .slice(1)
    .map((part) => part.split(end));
  return bodies.every((parts) => parts.length === 2) ? bodies.map(([body = '']) => body) : null;
};

/**
 * Reads a bundle of PEM certificates. Texts between them, such as comments, are left out.
 * @returns null unless it holds at least one certificate and each is whole
 */
export const parseCaBundle = (bundle: string): readonly CaCertificate[] | null => {
  const found = bodiesOf(bundle)?.map(certificateOf) ?? [];
  const certificates = found.filter((one) => one !== null);
  return found.length === 0 || certificates.length < found.length ? null : certificates;
};
