import type { Provider } from '#shared/contract/repository.ts';
import type { Proof } from '#shared/domain/records/proof.ts';
import { macKey } from '#shared/secrets/derive-key.ts';
import { decodeHookId, type Hook } from '#shared/secrets/hook-id.ts';
import { type RootKey, rootKey } from '#shared/secrets/root-key.ts';
import { hookIdOf, hookIdPurpose, webhookSecret } from '#shared/secrets/webhook-secret.ts';
import { githubHeaders, realPush, realRepository } from '#test/fixtures/github.ts';
import {
  bitbucketHeaders,
  bitbucketPush,
  bitbucketRef,
  commitA,
  commitB,
  giteaHeaders,
  giteaPush,
  gitlabPush,
  gitlabSignedHeaders,
  gitlabTokenHeaders,
} from '#test/fixtures/other-providers.ts';
import type { OtherOrganization } from '#test/integration/principals.ts';
import { expectStatus, type TestService, type Webhook } from '#test/integration/test-service.ts';
import type { Delivery } from './delivery.ts';

/** A hook with the secret that its provider was given. */
export type Side = { readonly hook: Hook; readonly hookId: string; readonly secret: string };

export type Kind = {
  readonly provider: Provider;
  readonly proof: Proof;
  readonly repositoryUrl: string;
  readonly payload: Record<string, unknown>;
  /** The headers that the provider sends with a body. */
  readonly sign: (body: string | Buffer, secret: string) => Record<string, string>;
};

const nowSeconds = (): number => Math.floor(Date.now() / 1000);
const gitlabUrl = 'git@gitlab.com:acme/team/odoo-custom.git';

/** Each way in which a delivery can be proved. GitLab has two. */
export const kinds = {
  github: {
    provider: 'github',
    proof: 'body-hmac',
    repositoryUrl: realRepository.sshUrl,
    payload: { ...realPush(), ref: 'refs/heads/staging' },
    sign: (body, secret) => githubHeaders('push', body, secret),
  },
  'gitlab-signed': {
    provider: 'gitlab',
    proof: 'signing-token',
    repositoryUrl: gitlabUrl,
    payload: gitlabPush(),
    sign: (body, secret) => gitlabSignedHeaders('Push Hook', body, secret, nowSeconds()),
  },
  'gitlab-token': {
    provider: 'gitlab',
    proof: 'plain-token',
    repositoryUrl: gitlabUrl,
    payload: gitlabPush(),
    sign: (_body, secret) => gitlabTokenHeaders('Push Hook', secret),
  },
  bitbucket: {
    provider: 'bitbucket',
    proof: 'body-hmac',
    repositoryUrl: 'git@bitbucket.org:acme/odoo-custom.git',
    payload: bitbucketPush([
      { old: bitbucketRef('branch', 'staging', commitA), new: bitbucketRef('branch', 'staging', commitB) },
    ]),
    sign: (body, secret) => bitbucketHeaders('repo:push', body, secret),
  },
  gitea: {
    provider: 'gitea',
    proof: 'body-hmac',
    repositoryUrl: 'http://127.0.0.1:9/acme/odoo-custom.git',
    payload: giteaPush(),
    sign: (body, secret) => giteaHeaders('push', body, secret),
  },
} as const satisfies Readonly<Record<string, Kind>>;

export type KindName = keyof typeof kinds;
export const kindNames = Object.keys(kinds) as KindName[];

/** The hooks among which forgeries are made, and the deliveries that are authentic at the first of them. */
export type Scene = {
  readonly kind: Kind;
  readonly root: RootKey;
  /** `/api/projects/{projectId}` of the project whose hook is attacked. */
  readonly path: string;
  readonly own: Side;
  /** Of another project of the same organisation. */
  readonly sibling: Side;
  /** Of another organisation. */
  readonly foreign: Side;
  /** Of another provider, in the same organisation. */
  readonly elsewhere: Side;
  /** Spread over lines and with characters beyond ASCII, so that every way of writing it anew shows. */
  readonly body: string;
  /** The authentic delivery of the body, signed now. */
  readonly valid: (body?: string) => Delivery;
};

export const rootOf = (): Promise<RootKey> => rootKey('ocore/root-key', Date.now());

/** A hook as the root key makes it. */
export const sideOf = (root: RootKey, hook: Hook): Side => ({
  hook,
  hookId: hookIdOf(root, hook),
  secret: webhookSecret(root, hook),
});

/** The branches that the payloads push to. */
const mappedBranches = ['staging', 'main', 'master'];

/** Connects a project in which every branch of the payloads is mapped. @returns its path and its webhook's URL */
const connect = async (
  service: TestService,
  kind: Pick<Kind, 'repositoryUrl'>,
  token: string,
): Promise<{ path: string; url: string }> => {
  const made = await service.api('POST', '/api/projects', { token, body: { name: service.freshName('Attacked') } });
  const path = `/api/projects/${expectStatus(201, made).json.id}`;
  for (const branch of mappedBranches) {
    const environment = { name: branch, type: 'staging', branch };
    expectStatus(201, await service.api('POST', `${path}/environments`, { token, body: environment }));
  }
  const body = { repositoryUrl: kind.repositoryUrl };
  const connected = expectStatus(201, await service.api('POST', `${path}/repository`, { token, body }));
  return { path, url: (connected.json.webhook as Webhook).url };
};

const hookOfUrl = (root: RootKey, url: string, proof: Proof): Hook => {
  const secret = root.versions.get(root.current) ?? '';
  const hook = decodeHookId(url.split('/').at(-1) ?? '', macKey(secret, hookIdPurpose));
  if (hook === null) throw new Error('The service made a hook id that it would not take.');
  return { ...hook, proof };
};

/** Connects a project and gives the hook of it that has this proof. */
export const connectSide = async (
  service: TestService,
  kind: Pick<Kind, 'repositoryUrl' | 'proof'>,
  token: string,
): Promise<Side & { readonly path: string }> => {
  const root = await rootOf();
  const { path, url } = await connect(service, kind, token);
  return { path, ...sideOf(root, hookOfUrl(root, url, kind.proof)) };
};

/** Connects what a scene needs. @param other an organisation that has Gitea's base URL set, as the first one has */
export const makeScene = async (service: TestService, name: KindName, other: OtherOrganization): Promise<Scene> => {
  const kind: Kind = kinds[name];
  const root = await rootOf();
  const at = (one: Kind, token: string) => connectSide(service, one, token);
  const own = await at(kind, service.token);
  const body = JSON.stringify({ note: 'café → Ω', ...kind.payload }, null, 2);
  return {
    kind,
    root,
    path: own.path,
    own,
    sibling: await at(kind, service.token),
    foreign: await at(kind, other.token),
    elsewhere: await at(name === 'github' ? kinds.bitbucket : kinds.github, service.token),
    body,
    valid: (text = body) => ({
      provider: kind.provider,
      hookId: own.hookId,
      headers: kind.sign(text, own.secret),
      body: text,
      isBase64Encoded: false,
    }),
  };
};
