import { type RemoteAddress, remoteAddress, repositoryPath, webHost } from './remote-address.ts';

/** How git reaches a repository with one of the keys. */
export type KeyedRemote = {
  readonly sshUrl: string;
  /** What git needs for its key and for the keys of its server. */
  readonly environment: Readonly<Record<string, string>>;
};

/** What a deployment can open. */
export type Remotes = {
  /** The repository that is deployed, as the claim names it. */
  readonly repository: KeyedRemote & { readonly httpsUrl: string };
  /** Repositories of submodules that have a key of their own. */
  readonly keys: readonly KeyedRemote[];
};

/** An address that is tried, with what git needs for it beside its own environment. */
export type FetchAddress = { readonly url: string; readonly environment: Readonly<Record<string, string>> };

/** The part of a URL before the path of its repository: `https://git.acme.example/gitlab/`. */
const baseOf = (url: string, path: string): string =>
  url.endsWith(`/${path}`) ? url.slice(0, -path.length) : `${new URL(url).origin}/`;

const authorityOf = (sshUrl: string): string => /^ssh:\/\/[^/]+\//.exec(sshUrl)?.[0] ?? sshUrl;

/** Whether two addresses are those of one repository. */
const isSameRepository = (one: RemoteAddress, other: RemoteAddress | null): boolean =>
  other !== null &&
  webHost(one.host) === webHost(other.host) &&
  repositoryPath(one).toLowerCase() === repositoryPath(other).toLowerCase();

/** Whether an address is on the server of the repository that is deployed. A key is offered to no other one. */
const isOnServer = (address: RemoteAddress, { repository }: Remotes): boolean => {
  const own = { ssh: remoteAddress(repository.sshUrl), https: remoteAddress(repository.httpsUrl) };
  const names = [own.ssh, own.https].flatMap((one) => (one === null ? [] : [one.host, webHost(one.host)]));
  if (!names.includes(address.host) && !names.includes(webHost(address.host))) return false;
  // Another port is another server. A provider's other name for port 443 is not.
  return address.port === null || address.port === own[address.form]?.port || webHost(address.host) !== address.host;
};

/**
 * The addresses at which a submodule is tried, in this order. First SSH with the key of the submodule, if it has one.
 * Otherwise, on the server of the deployed repository, SSH with the key of that repository, under the name of the server that
 * the repository itself is fetched from. At last HTTPS without a key, which opens a public one, even if its URL is one of
 * SSH.
 * Source: docs/runner.md, "Submodules".
 * @param url not relative
 * @returns none if the URL is neither HTTPS nor SSH
 */
export const fetchAddresses = (url: string, remotes: Remotes): readonly FetchAddress[] => {
  const address = remoteAddress(url);
  if (address === null) return [];
  const { sshUrl, httpsUrl, environment } = remotes.repository;
  const overHttps = { url: `https://${webHost(address.host)}/${address.path}`, environment: {} };
  const declared = { url, environment: {} };
  const own = remotes.keys.find((one) => isSameRepository(address, remoteAddress(one.sshUrl)));
  if (own !== undefined) {
    const withKey = { url: own.sshUrl, environment: own.environment };
    return [withKey, address.form === 'https' ? declared : overHttps];
  }
  if (!isOnServer(address, remotes)) return [address.form === 'https' ? declared : overHttps];
  const base = baseOf(httpsUrl, remoteAddress(sshUrl)?.path ?? '');
  const path = address.form === 'https' && url.startsWith(base) ? url.slice(base.length) : address.path;
  return [
    { url: `${authorityOf(sshUrl)}${path}`, environment },
    address.form === 'https' ? declared : { url: `${base}${path}`, environment: {} },
  ];
};
