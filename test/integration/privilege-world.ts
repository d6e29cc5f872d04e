import { apiKeyIssuer } from '#shared/auth/api-key-issuer.ts';
import type { Endpoint } from '#shared/contract/endpoint.ts';
import type { MemberId, OrganizationId } from '#shared/contract/id.ts';
import type { Permission } from '#shared/contract/permission.ts';
import { permissionsOfBits } from '#shared/contract/permission-bits.ts';
import { memberFromItem } from '#shared/data/items/member-item.ts';
import { organizationFromItem, organizationWrite } from '#shared/data/items/organization-item.ts';
import { projectItem } from '#shared/data/items/project-item.ts';
import { listProjectsByRank } from '#shared/data/projects/list-projects.ts';
import { keys } from '#shared/data/table/keys.ts';
import { readItems } from '#shared/data/table/read-items.ts';
import { transact } from '#shared/data/table/transact.ts';
import { permissionsOn } from '#shared/domain/access/authorize.ts';
import { closureOf } from '#shared/domain/access/closure.ts';
import type { Principal } from '#shared/domain/access/principal.ts';
import { type Rights, rightsOfMember } from '#shared/domain/access/rights.ts';
import { isSystemRole, systemRoles } from '#shared/domain/access/system-roles.ts';
import { targetOf } from '#shared/domain/access/target.ts';
import type { TokenPrincipal } from '#shared/domain/access/token-principal.ts';
import type { OrganizationRecord } from '#shared/domain/records/organization.ts';
import type { ProjectRecord } from '#shared/domain/records/project.ts';
import type { ProjectAccess } from '#shared/domain/records/project-access.ts';
import { principalOf } from '#shared/http/principal-of.ts';
import type { Answer } from '#test/call.ts';
import type { Issuer } from '#test/fixtures/issuer.ts';
import { callAs, memberContext } from './call-as.ts';
import { type OtherOrganization, otherOrganization, writtenMember } from './principals.ts';
import { expectStatus, type TestService } from './test-service.ts';

export type Person = {
  readonly id: MemberId;
  /** What the authorizer handed on when they last asked: it may be old. */
  context: TokenPrincipal;
  /** The texts of the keys that they made, by id. */
  readonly made: Map<string, string>;
};

const principalFrom = (token: TokenPrincipal): Principal =>
  principalOf({
    requestContext: { authorizer: { lambda: { principal: JSON.stringify(token) } } },
    headers: {},
  } as never);

let organizations = 0;

/** Who a key stands for now; null if it is nobody's. No issuer has to be asked for it. */
const resolvedKey = async (token: string): Promise<TokenPrincipal | null> => {
  const found = await apiKeyIssuer.resolve(token, new Date().toISOString());
  return found === 'unavailable' ? null : found;
};

/** An organisation whose Owner gives and takes rights, and in which people try to get more than they were given. */
export class PrivilegeWorld {
  readonly people: Person[] = [];
  readonly roleIds: string[] = [];
  /** The addresses that were invited and have not accepted. */
  readonly invited: string[] = [];
  readonly #service: TestService;
  readonly #issuer: Issuer;
  readonly #slug: string;
  readonly #organizationId: OrganizationId;
  readonly #owner: string;
  #names = 0;

  private constructor(
    service: TestService,
    issuer: Issuer,
    slug: string,
    { organizationId, token }: OtherOrganization,
  ) {
    this.#service = service;
    this.#issuer = issuer;
    this.#slug = slug;
    this.#organizationId = organizationId;
    this.#owner = token;
  }

  static async build(service: TestService, issuer: Issuer): Promise<PrivilegeWorld> {
    organizations += 1;
    const slug = `privilege-${organizations}`;
    const made = await otherOrganization(service, slug);
    const world = new PrivilegeWorld(service, issuer, slug, made);
    const roles: readonly (readonly Permission[])[] = [
      ['manage:api-keys', 'view:projects'],
      ['manage:api-keys', 'manage:projects'],
      ['manage:members', 'manage:roles', 'deploy:projects'],
    ];
    for (const held of roles) {
      const answer = await world.asOwner('POST', '/api/roles', { name: world.freshName(), permissions: held });
      world.roleIds.push(String(expectStatus(201, answer).json.id));
    }
    for (const roleId of ['admin', ...world.roleIds]) {
      const { id } = await writtenMember(made.organizationId, { roleId });
      const context = await memberContext(made.organizationId, id);
      if (context !== null) world.people.push({ id, context, made: new Map() });
    }
    for (const name of ['Open', 'Closed']) {
      const body = { name };
      expectStatus(201, await service.api('POST', '/api/projects', { token: made.token, body }));
    }
    return world;
  }

  freshName(): string {
    this.#names += 1;
    return `No. ${this.#names}`;
  }

  /** All that a role holds now. */
  async permissionsOfRole(id: string): Promise<readonly Permission[]> {
    if (isSystemRole(id)) return closureOf(systemRoles[id].permissions);
    return closureOf(permissionsOfBits((await this.#organization()).roles[id]?.bits ?? 0));
  }

  /** The role of a person now. */
  async roleOf(person: Person): Promise<string> {
    return (await this.#read(person)).member.roleId;
  }

  /** What a person may do with a project now. */
  async permissionsOn(person: Person, project: ProjectRecord): Promise<readonly Permission[]> {
    const now = await memberContext(this.#organizationId, person.id);
    return now === null ? [] : permissionsOn(principalFrom(now), targetOf(project));
  }

  /** Somebody with this address signs in, and accepts. They are one of the people from then on. */
  async accept(email: string): Promise<void> {
    const idToken = await this.#issuer.idToken({ sub: `${this.#slug} ${email}`, email });
    const body = { idToken, organization: this.#slug };
    const answer = await this.#service.anonymous('POST', '/api/invitations/accept', { body });
    const id = String(expectStatus(200, answer).json.id) as MemberId;
    const context = await memberContext(this.#organizationId, id);
    if (context !== null) this.people.push({ id, context, made: new Map() });
  }

  person(pick: number): Person {
    const person = this.people[pick % this.people.length];
    if (person === undefined) throw new Error('There is nobody.');
    return person;
  }

  /** A request of the Owner, whose word is law. */
  asOwner(method: string, path: string, body?: unknown): Promise<Answer> {
    return this.#service.api(method, path, { token: this.#owner, ...(body === undefined ? {} : { body }) });
  }

  /** A request of a person, with what the authorizer last knew of them. */
  ask(person: Person, row: Endpoint, params: Record<string, string>, body?: unknown): Promise<Answer> {
    return callAs(person.context, row, { params, ...(body === undefined ? {} : { body }) });
  }

  /** A request with a key, past the cache of the gateway. */
  async askWithKey(
    token: string,
    row: Endpoint,
    params: Record<string, string>,
    body?: unknown,
  ): Promise<Answer | null> {
    const context = await resolvedKey(token);
    return context === null ? null : callAs(context, row, { params, ...(body === undefined ? {} : { body }) });
  }

  async refresh(person: Person): Promise<void> {
    person.context = (await memberContext(this.#organizationId, person.id)) ?? person.context;
  }

  async projects(): Promise<readonly ProjectRecord[]> {
    return (await listProjectsByRank(this.#organizationId, { from: '1', to: '4' }, 100, null)).rows;
  }

  /** What the Owner has given a person, as the table holds it; null: nothing any more. */
  async rightsOf(person: Person): Promise<Rights | null> {
    const { organization, member } = await this.#read(person);
    return rightsOfMember(organization, member);
  }

  async #read(person: Person) {
    const wanted = [keys.organization(this.#organizationId), keys.member(this.#organizationId, person.id)];
    const items = await readItems(wanted);
    const [organization = {}, member = {}] = wanted.map(({ sk }) => items.find((item) => item.sk === sk));
    return { organization: organizationFromItem(organization), member: memberFromItem(member) };
  }

  async #organization(): Promise<OrganizationRecord> {
    const [item = {}] = await readItems([keys.organization(this.#organizationId)]);
    return organizationFromItem(item);
  }

  /** The Owner edits a role, as the route of roles does it. @param bits the permissions */
  async giveRole(id: string, bits: number): Promise<void> {
    const before = await this.#organization();
    await transact([organizationWrite(before, { ...before, roles: { ...before.roles, [id]: { bits, members: 1 } } })]);
  }

  /** The Owner gives a person another role, or removes them, as the routes of members do it. */
  async giveMember(
    person: Person,
    fields: { readonly roleId?: string; readonly status?: 'active' | 'removed' },
  ): Promise<void> {
    const { organization, member } = await this.#read(person);
    const Item = { ...member, ...fields, ...keys.member(this.#organizationId, person.id) };
    await transact([organizationWrite(organization, organization), { label: 'member', Put: { Item } }]);
  }

  /** The Owner changes who may see a project, as the route of access does it. */
  async giveAccess(project: ProjectRecord, access: ProjectAccess): Promise<void> {
    await transact([
      { label: 'project', Put: { Item: projectItem({ ...project, access, version: project.version + 1 }) } },
    ]);
  }

  /** What somebody holds beyond what was given to them, as sentences; empty if all is well. */
  async excesses(): Promise<string[]> {
    const projects = await this.projects();
    const found: string[] = [];
    for (const person of this.people) {
      const rights = await this.rightsOf(person);
      const now = rights === null ? null : await memberContext(this.#organizationId, person.id);
      if (rights?.isOwner) found.push(`${person.id} is an Owner`);
      for (const [id, token] of person.made) {
        const resolved = await resolvedKey(token);
        if (resolved === null) continue;
        const key = principalFrom(resolved);
        const own = now === null ? null : principalFrom(now);
        const beyond = (held: readonly Permission[], given: readonly Permission[], where: string) =>
          held.filter((one) => !given.includes(one)).map((one) => `${id} of ${person.id} holds ${one} ${where}`);
        found.push(...beyond(key.permissions, rights?.permissions ?? [], 'in the organisation'));
        if (key.unrestricted) found.push(`${id} of ${person.id} passes grants`);
        for (const project of projects) {
          const given = own === null ? [] : permissionsOn(own, targetOf(project));
          found.push(...beyond(permissionsOn(key, targetOf(project)), given, `on ${project.name}`));
        }
      }
    }
    return found;
  }
}
