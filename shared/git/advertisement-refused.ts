/** Why the refs cannot be read: the bytes are not those of git, the server refuses, or there are too many refs. */
export type RefusalKind = 'malformed' | 'server_refuses' | 'too_many_refs';

/** The answer lists no refs that can be used. */
export class AdvertisementRefused extends Error {
  override readonly name = 'AdvertisementRefused';
  readonly kind: RefusalKind;
  /** The message of an ERR packet; null for the other kinds. */
  readonly remoteMessage: string | null;

  constructor(kind: RefusalKind, message: string, remoteMessage: string | null = null) {
    super(message);
    this.kind = kind;
    this.remoteMessage = remoteMessage;
  }
}

/** @param what completes "The ref advertisement …" */
export const malformed = (what: string): AdvertisementRefused =>
  new AdvertisementRefused('malformed', `The ref advertisement ${what}.`);

/** Throws for an ERR packet. Source: gitprotocol-common(5). */
export const checkError = (line: Buffer): void => {
  if (line.subarray(0, 4).toString('latin1') !== 'ERR ') return;
  throw new AdvertisementRefused(
    'server_refuses',
    'The server refuses to list the refs.',
    line.subarray(4).toString('utf8'),
  );
};
