import type { ApiKeyId } from '#shared/contract/id.ts';
import { keys } from '#shared/data/table/keys.ts';
import type { Answer } from '#test/call.ts';
import { Issuer } from '#test/fixtures/issuer.ts';
import { giteaHeaders, giteaPush } from '#test/fixtures/other-providers.ts';
import {
  type Caller,
  type CallerName,
  type Cell,
  callerNames,
  callers,
  type RelationName,
  relationNames,
  relations,
} from './authorization-callers.ts';
import { deadServer, type Ids, taken, truths } from './authorization-truths.ts';
import {
  inventedKey,
  type OtherOrganization,
  organizationOf,
  otherOrganization,
  replacedSecret,
  restrict,
  restrictedKey,
  rewrite,
  signedInMember,
  writtenMember,
} from './principals.ts';
import { expectStatus, TestService, type Webhook } from './test-service.ts';

type Person = { readonly token: string; readonly id: string };

const hosted = 'git@github.com:acme/odoo.git';
const nameOf = (relation: RelationName): string => `A project that is ${relation}`;

/** The claims of tokens that are not for us, whatever else is right. */
const foreignClaims: Partial<Record<CallerName, Readonly<Record<string, unknown>>>> = {
  'a session for another audience': { aud: 'https://other.example' },
  'a session of another client': { client_id: 'other' },
  'a session bound to a key': { cnf: { jkt: '0ZcOCORZNYy-DWpqq30jZyJGHTN0d2HglBV3uiguA4I' } },
};

const levelNames = [null, 'view', 'deploy', 'manage'] as const;

/** The service of the matrix, with the projects, keys and sessions that its cells speak of. */
export class MatrixWorld {
  readonly service: TestService;
  readonly #issuer: Issuer;
  readonly #people = new Map<CallerName, Person>();
  readonly #ids = new Map<RelationName, Ids>();
  /** The request that deleted the project of `deleting`. */
  deletion = '';

  private constructor(service: TestService, issuer: Issuer) {
    this.service = service;
    this.#issuer = issuer;
  }

  /** @param options of the service, besides its issuer */
  static async start(options: Parameters<typeof TestService.start>[0] = {}): Promise<MatrixWorld> {
    const issuer = await Issuer.start();
    const service = await TestService.start({ pollMs: 1000, signIn: issuer.signIn, ...options });
    const world = new MatrixWorld(service, issuer);
    await world.#build(await otherOrganization(service, 'elsewhere'));
    return world;
  }

  async stop(): Promise<void> {
    await this.service.stop();
    await this.#issuer.stop();
  }

  async #build(other: OtherOrganization): Promise<void> {
    for (const token of [this.service.token, other.token]) {
      const body = { baseUrl: deadServer };
      expectStatus(200, await this.service.api('PUT', '/api/settings/git-providers/gitea', { token, body }));
      await this.#post('/api/projects', token, { name: taken });
    }
    for (const name of relationNames) {
      this.#ids.set(name, await this.#project(name === 'foreign' ? other.token : this.service.token, nameOf(name)));
    }
    // A hook of its own: the others get new generations all the time.
    const { hookId = '', secret = '' } = await this.#project(this.service.token, 'Of the hook', hosted);
    this.#ids.set('open', { ...this.#idsOf('open'), hookId, secret });
    for (const name of callerNames) await this.#makeCaller(name, callers[name], other);
    await this.#arrangeProjects();
  }

  /** Restricts, archives and forgets projects, each as the name of its relation says. */
  async #arrangeProjects(): Promise<void> {
    const granted = callerNames.filter((name) => {
      const { token, organization, unrestricted }: Caller = callers[name];
      return token === 'good' && organization === 'own' && !unrestricted;
    });
    // Its entry in the viewer's list stays behind when the grant goes, and decides nothing.
    await restrict(this.service, this.#idsOf('restricted, no grant').projectId ?? '', {
      [this.#idOf('viewer')]: 'view',
    });
    for (const name of relationNames.filter((one) => one.startsWith('restricted'))) {
      const level = levelNames[relations[name] ?? 0];
      const grants =
        level === undefined || level === null ? [] : granted.map((one) => [this.#idOf(one), level] as const);
      await restrict(this.service, this.#idsOf(name).projectId ?? '', Object.fromEntries(grants));
    }
    const archived = `/api/projects/${this.#idsOf('archived').projectId}/archive`;
    expectStatus(200, await this.service.api('PUT', archived));
    this.#ids.set('missing', { ...this.#idsOf('missing'), projectId: 'prj_01ARZ3NDEKTSV4RRFFQ69G5FAV' });
  }

  async #post(path: string, token: string, body: unknown): Promise<Record<string, unknown>> {
    const answer = await this.service.api('POST', path, { token, body });
    return expectStatus(answer.status < 300 ? answer.status : 201, answer).json;
  }

  async #makeCaller(name: CallerName, caller: Caller, other: OtherOrganization): Promise<void> {
    const made = caller.kind === 'member' ? await this.#session(name, other) : await this.#key(name, caller, other);
    if (made !== null) this.#people.set(name, made);
  }

  async #key(name: CallerName, caller: Caller, other: OtherOrganization): Promise<Person | null> {
    const organization = organizationOf(this.service);
    if (name === 'no header') return null;
    if (name === 'a bad token') return { id: '', token: 'ocore_bad' };
    if (name === 'an invented key') return inventedKey(organization);
    if (name === 'a secret that was replaced') return replacedSecret(organization);
    if (name === 'a key that a key made') {
      const { id } = await restrictedKey(organization, ['manage:projects', 'manage:api-keys']);
      return restrictedKey(organization, ['manage:projects'], null, id);
    }
    if (name === 'a key whose creator has no grant') {
      const { id } = await writtenMember(organization, { roleId: 'developer' });
      return restrictedKey(organization, caller.permissions, null, id);
    }
    if (name === 'the first key') return { id: `key_${this.service.token.split('_')[1]}`, token: this.service.token };
    if (name === 'the first key of another organisation') return other;
    if (name === 'an expired key') return restrictedKey(organization, ['manage:projects'], '2026-01-01T00:00:00.000Z');
    if (name === 'a key whose creator is gone') {
      const { id } = await writtenMember(organization, { status: 'removed' });
      return restrictedKey(organization, ['manage:projects'], null, id);
    }
    if (name === 'a revoked key') {
      const made = await restrictedKey(organization, ['manage:projects']);
      expectStatus(204, await this.service.api('DELETE', `/api/api-keys/${made.id}`));
      return made;
    }
    return caller.limits === null ? restrictedKey(organization, caller.permissions) : this.#limitedKey(caller);
  }

  async #limitedKey({ limits, permissions }: Caller): Promise<Person> {
    const own = relationNames
      .filter((name) => name !== 'foreign' && name !== 'missing')
      .map((name) => this.#idsOf(name));
    const [projectIds, productions, environments] = (['projectId', 'productionId', 'environmentId'] as const).map(
      (id) => own.map((ids) => ids[id]),
    );
    const limited = {
      'another project': { projectIds: [this.#idsOf('missing').projectId] },
      'these projects': { projectIds },
      'another environment': { projectIds, environmentIds: productions },
      'this environment': { projectIds, environmentIds: environments },
    }[limits ?? 'these projects'];
    const made = await this.#post('/api/api-keys', this.service.token, { name: 'Limited', permissions, ...limited });
    if (limits === 'another environment') {
      // No route makes one that would manage.
      const key = keys.apiKey(organizationOf(this.service), String(made.id) as ApiKeyId);
      await rewrite(key, { permissions: ['manage:projects', ...permissions] });
    }
    return { id: String(made.id), token: String(made.key) };
  }

  /** Somebody who was invited, has signed in and accepted. */
  async #session(name: CallerName, other: OtherOrganization): Promise<Person> {
    const sub = name.replaceAll(' ', '-');
    const exp = Math.floor(Date.now() / 1000) + (name === 'an expired session' ? -3600 : 3600);
    const issued = await this.#issuer.accessToken({ sub, exp, ...(foreignClaims[name] ?? {}) });
    // Padding, which decoders forgive.
    const token = name === 'a session in a second spelling' ? `${issued}==` : issued;
    if (name === 'a stranger') return { id: '', token };
    if (name === 'somebody invited' || name === 'somebody in the place of a member') {
      const status = name === 'somebody invited' ? 'invited' : 'active';
      const member = await signedInMember(organizationOf(this.service), this.#issuer.url, sub, { status });
      if (status === 'active') await writtenMember(member.organizationId, { ...member, subjectKey: 'SUBJECT#another' });
      return { id: member.id, token };
    }
    const email = `${sub.toLowerCase()}@acme.example`;
    const roles: Partial<Record<CallerName, string>> = {
      'member Owner': 'owner',
      'member Admin': 'admin',
      'member Viewer': 'viewer',
      'a member who names another organisation': 'admin',
    };
    const inviter = name === 'a member of another organisation' ? other.token : this.service.token;
    await this.#post('/api/members/invite', inviter, { email, roleId: roles[name] ?? 'developer' });
    const idToken = await this.#issuer.idToken({ sub, email });
    const { id } = expectStatus(
      200,
      await this.service.anonymous('POST', '/api/invitations/accept', { body: { idToken } }),
    ).json;
    if (name === 'a removed member') expectStatus(204, await this.service.api('DELETE', `/api/members/${id}`));
    return { id: String(id), token };
  }

  async #project(token: string, name: string, repositoryUrl = `${deadServer}/acme/odoo.git`): Promise<Ids> {
    const { id } = await this.#post('/api/projects', token, { name });
    const path = `/api/projects/${id}`;
    const main = { name: 'Production', type: 'production', branch: 'main' };
    const production = await this.#post(`${path}/environments`, token, main);
    const environment = { name: 'Staging', type: 'staging', branch: 'staging', approval: 'required' };
    const review = { name: 'Review', type: 'development', branch: 'review', approval: 'required' };
    await this.#post(`${path}/environments`, token, review);
    const staging = await this.#post(`${path}/environments`, token, environment);
    const { json } = await this.service.api('GET', `${path}/branch-mappings`, { token });
    const repository = await this.#post(`${path}/repository`, token, { repositoryUrl });
    const submodule = await this.#post(`${path}/repository/submodules`, token, {
      repositoryUrl: `${deadServer}/acme/theme.git`,
    });
    const webhook = repository.webhook as { url: string; secret: string };
    const deployment = await this.#post(`${path}/deploy`, token, { branch: 'staging' });
    await this.#post(`${path}/deployments/${deployment.id}/cancel`, token, {});
    return {
      projectId: String(id),
      environmentId: String(staging.id),
      productionId: String(production.id),
      mappingId: (json.branchMappings as { id: string }[])[0]?.id ?? '',
      submoduleId: String(submodule.id),
      deploymentId: String(deployment.id),
      // The first key of the organisation, whose text begins with its id.
      principalId: `key_${token.split('_')[1]}`,
      deliveryId: await this.service.deliveredPing(webhook),
      pushId: repositoryUrl === hosted ? '' : await this.#delivered(webhook, path, token),
      code: 'not_found',
      provider: 'github',
      roleId: 'developer',
      memberId: 'mem_01J00000000000000000000000',
      apiKeyId: 'key_01ARZ3NDEKTSV4RRFFQ69G5FAV',
      hookId: webhook.url.split('/').at(-1) ?? '',
      secret: webhook.secret,
    };
  }

  /** @returns the id of a stored push to Review, which would deploy again: what it deployed was cancelled */
  async #delivered(webhook: Pick<Webhook, 'url' | 'secret'>, path: string, token: string): Promise<string> {
    const repository = { id: 42, full_name: 'acme/odoo', default_branch: 'main' };
    const body = JSON.stringify(giteaPush({ ref: 'refs/heads/review', repository }));
    const answer = await this.service.deliver(webhook, 'push', body, giteaHeaders('push', body, webhook.secret));
    const { deliveryId, deployments } = expectStatus(202, answer).json;
    for (const id of deployments as string[]) await this.#post(`${path}/deployments/${id}/cancel`, token, {});
    return String(deliveryId);
  }

  #idsOf(relation: RelationName): Ids {
    return this.#ids.get(relation) ?? {};
  }

  #idOf(caller: CallerName): string {
    return this.#people.get(caller)?.id ?? '';
  }

  /** Deletes the project of `deleting`, which stays as it is then: what removes the rest hears of it by the stream. */
  async delete(): Promise<void> {
    if (this.deletion !== '') return;
    await this.service.settled();
    await this.service.local.stream.stop();
    const answer = await this.service.api('DELETE', `/api/projects/${this.#idsOf('deleting').projectId}`);
    this.deletion = expectStatus(204, answer).headers['x-request-id'] ?? '';
  }

  /** Who a caller is in the audit log; null for one who is nobody there. */
  principalOf(caller: CallerName): string | null {
    return callers[caller].token === 'good' ? this.#idOf(caller) : null;
  }

  /** The projects that an answer names; not the one that ends meanwhile, and the one in whose place another id is asked. */
  namedIn({ text }: Answer): RelationName[] {
    return relationNames.filter((name) => name !== 'deleting' && name !== 'missing' && text.includes(nameOf(name)));
  }

  /** What nobody else may learn, by whose it is. */
  get secrets(): readonly (readonly [string, string])[] {
    return [
      ...[...this.#people].flatMap(([name, { token }]) => {
        const secret = token.startsWith('ocore_') ? token.split('_').slice(2).join('_') : (token.split('.')[2] ?? '');
        return secret === '' ? [] : [[name, secret] as const];
      }),
      ...[...this.#ids].map(([relation, { secret = '' }]) => [`the webhook of ${relation}`, secret] as const),
    ];
  }

  ask({ row, caller, relation }: Cell): Promise<Answer> {
    const truth = truths[row.operationId];
    const own = this.#idsOf(relation);
    // Nobody else deploys it, so that it would be deployed each time.
    const ids: Ids = caller === 'a key for another environment' ? { ...own, deliveryId: own.pushId ?? '' } : own;
    const path = row.path.replace(/\{([^}]+)\}/g, (_, name: string) => ids[name] ?? 'x');
    const token = this.#people.get(caller)?.token;
    const body = truth?.body?.(ids);
    const named = caller === 'a member who names another organisation' ? { 'x-org-slug': 'elsewhere' } : {};
    const options = { headers: { ...truth?.headers?.(ids), ...named }, ...(body === undefined ? {} : { body }) };
    return token === undefined
      ? this.service.anonymous(row.method, path, options)
      : this.service.api(row.method, path, { ...options, token });
  }
}
