import { describeFailure } from '#shared/network/describe-failure.ts';
import { CallFailed, guardedFetch } from '#shared/network/guarded-fetch.ts';
import { pktLine } from './pkt-line.ts';
import { protocolVersion, type Turn } from './ref-conversation.ts';
import { maxListingBytes, type RemoteRefsFailure, unreachable } from './remote-refs-result.ts';

export type HttpsListing = {
  /** The canonical URL, for instance `https://github.com/acme/odoo-custom.git`. */
  readonly httpsUrl: string;
  /** True only for `npm start`. */
  readonly allowLoopback: boolean;
  /** Milliseconds in total; default 15,000. */
  readonly timeoutMs?: number;
  /** Default 64 MB. */
  readonly maxBytes?: number;
  /** Certificates of authorities, PEM, that are trusted besides the usual ones. */
  readonly caBundle?: string | null;
};

/** A request of the smart protocol. Source: gitprotocol-http(5), "Smart Clients". */
type GitRequest = {
  readonly path: string;
  /** Of the answer. */
  readonly contentType: string;
  readonly body?: string;
};

const advertised: GitRequest = {
  path: '/info/refs?service=git-upload-pack',
  contentType: 'application/x-git-upload-pack-advertisement',
};
const asked = (body: string): GitRequest => ({
  path: '/git-upload-pack',
  contentType: 'application/x-git-upload-pack-result',
  body,
});

const preamble = Buffer.from('001e# service=git-upload-pack\n0000');
/** Servers of protocol version 2 may leave the preamble out. */
const version2 = Buffer.from(pktLine('version 2\n'));
const beginsWith = (body: Buffer, start: Buffer): boolean => body.subarray(0, start.length).equals(start);

/** @returns null if no Git server answers so */
const advertisementOf = (body: Buffer): Buffer | null => {
  if (beginsWith(body, preamble)) return body.subarray(preamble.length);
  return beginsWith(body, version2) ? body : null;
};

const failureOf = (host: string, status: number): RemoteRefsFailure => {
  if (status === 401 || status === 403 || status === 404) {
    return {
      ok: false,
      code: 'repository_not_found',
      detail: `${host} shows no such repository to the public: it does not exist, or it is private and needs the deploy key.`,
    };
  }
  if (status >= 300 && status < 400) {
    return {
      ok: false,
      code: 'repository_not_found',
      detail: `${host} says that the repository has moved. Synchronise the connection, or connect its new address.`,
    };
  }
  return unreachable(`${host} answered with status ${status}. Try again later.`);
};

/** @returns the body; empty if it is not of the expected type, which no Git server sends */
const send = async (listing: HttpsListing, request: GitRequest, end: number): Promise<Buffer | RemoteRefsFailure> => {
  const { httpsUrl, allowLoopback, maxBytes = maxListingBytes, caBundle = null } = listing;
  const { path, contentType, body } = request;
  const { host } = new URL(httpsUrl);
  const timeoutMs = Math.max(1, Math.round(end - performance.now()));
  const call = guardedFetch({ baseUrl: httpsUrl, allowLoopback, timeoutMs, maxBytes, caBundle });
  const headers = { accept: contentType, 'git-protocol': protocolVersion, 'user-agent': 'git/2.0 (ocore-projects)' };
  try {
    const response = await call(
      `${httpsUrl}${path}`,
      body === undefined
        ? { headers }
        : { method: 'POST', headers: { ...headers, 'content-type': 'application/x-git-upload-pack-request' }, body },
    );
    if (response.status !== 200) return failureOf(host, response.status);
    const type = response.headers.get('content-type')?.split(';')[0]?.trim().toLowerCase();
    return type === contentType ? Buffer.from(await response.arrayBuffer()) : Buffer.alloc(0);
  } catch (error) {
    // Without a cause, the call failed because the answer has too many bytes.
    const reason =
      error instanceof CallFailed && error.cause === undefined
        ? `sends more than ${maxBytes / 1_000_000} MB`
        : describeFailure(error);
    return unreachable(`${host} ${reason}.`);
  }
};

/** Takes what a server sends, piece by piece, and says what to ask next. */
type Conversation = { take(piece: Buffer): Turn };

/** Holds a conversation with `git upload-pack`, one request a turn. @returns the failure; null if it came to its end */
export const converseOverHttps = async (
  listing: HttpsListing,
  conversation: Conversation,
): Promise<RemoteRefsFailure | null> => {
  const end = performance.now() + (listing.timeoutMs ?? 15_000);
  const first = await send(listing, advertised, end);
  if ('ok' in first) return first;
  let turn = conversation.take(advertisementOf(first) ?? Buffer.alloc(0));
  while (turn.kind === 'send') {
    const answer = await send(listing, asked(turn.request), end);
    if ('ok' in answer) return answer;
    turn = conversation.take(answer);
  }
  return null;
};
