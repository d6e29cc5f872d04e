import { describeFailure } from '#shared/network/describe-failure.ts';
import { CallFailed, guardedFetch } from '#shared/network/guarded-fetch.ts';
import { readRemoteRefs } from './remote-refs.ts';
import { type RemoteRefsResult, unreachable } from './remote-refs-result.ts';

export type HttpsListing = {
  /** The canonical URL, for instance `https://github.com/acme/odoo-custom.git`. */
  readonly httpsUrl: string;
  /** True only for `npm start`. */
  readonly allowLoopback: boolean;
  /** Milliseconds in total; default 15,000. */
  readonly timeoutMs?: number;
  /** Default 8 MB. */
  readonly maxBytes?: number;
};

const contentType = 'application/x-git-upload-pack-advertisement';
const preamble = '001e# service=git-upload-pack\n0000';

/**
 * Lists the refs of a public repository over smart HTTP, without a credential and without following redirects.
 * Source: gitprotocol-http(5), "Smart Clients"; docs/design/connecting.md, "Listing the remote's refs".
 */
export const listRefsOverHttps = async (listing: HttpsListing): Promise<RemoteRefsResult> => {
  const { httpsUrl, allowLoopback, timeoutMs = 15_000, maxBytes = 8_000_000 } = listing;
  const { host } = new URL(httpsUrl);
  const call = guardedFetch({ baseUrl: httpsUrl, allowLoopback, timeoutMs, maxBytes });
  let response: Response;
  let body: Buffer;
  try {
    response = await call(`${httpsUrl}/info/refs?service=git-upload-pack`, {
      headers: { accept: contentType, 'user-agent': 'git/2.0 (ocore-projects)' },
    });
    body = Buffer.from(await response.arrayBuffer());
  } catch (error) {
    // Without a cause, the call failed because the answer has too many bytes.
    const reason =
      error instanceof CallFailed && error.cause === undefined
        ? `sends more than ${maxBytes / 1_000_000} MB`
        : describeFailure(error);
    return unreachable(`${host} ${reason}.`);
  }
  if (response.status === 401 || response.status === 403 || response.status === 404) {
    return {
      ok: false,
      code: 'repository_not_found',
      detail: `${host} shows no such repository to the public: it does not exist, or it is private and needs the deploy key.`,
    };
  }
  if (response.status >= 300 && response.status < 400) {
    return {
      ok: false,
      code: 'repository_not_found',
      detail: `${host} says that the repository has moved. Synchronise the connection, or connect its new address.`,
    };
  }
  if (response.status !== 200) return unreachable(`${host} answered with status ${response.status}. Try again later.`);
  const type = response.headers.get('content-type')?.split(';')[0]?.trim().toLowerCase();
  const isSmart = type === contentType && body.subarray(0, preamble.length).toString('latin1') === preamble;
  // Without the preamble an empty body is parsed, which is reported as an invalid advertisement.
  return readRemoteRefs(host, isSmart ? body.subarray(preamble.length) : Buffer.alloc(0));
};
