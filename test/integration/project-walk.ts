import { beforeAll, describe, expect, test } from 'vitest';
import * as z from 'zod';
import { Project } from '#shared/contract/project.ts';
import type { Answer } from '#test/call.ts';
import { type OtherOrganization, restrictedKey } from './principals.ts';
import { expectStatus, type TestService } from './test-service.ts';

export const Page = z.strictObject({
  projects: z.array(z.strictObject(Project.shape)),
  nextCursor: z.string().nullable(),
});
export type Page = z.infer<typeof Page>;

export const list = async (service: TestService, query = '', token = service.token): Promise<Page> =>
  Page.parse(expectStatus(200, await service.api('GET', `/api/projects${query}`, { token })).json);

/** Follows nextCursor to the end, at most 200 pages. */
export const walk = async (service: TestService, query: string, token?: string): Promise<string[]> => {
  const ids: string[] = [];
  let cursor: string | null = '';
  for (let pages = 0; cursor !== null && pages < 200; pages += 1) {
    const next: Page = await list(
      service,
      `?${query}${cursor === '' ? '' : `&cursor=${encodeURIComponent(cursor)}`}`,
      token,
    );
    ids.push(...next.projects.map((project) => project.id));
    cursor = next.nextCursor;
  }
  expect(cursor).toBeNull();
  return ids;
};

export const create = async (service: TestService, name: string, token: string): Promise<string> =>
  String(expectStatus(201, await service.api('POST', '/api/projects', { token, body: { name } })).json.id);

/** Creates so many projects. @returns their ids */
export const makeCrowd = async (service: TestService, count: number, token: string): Promise<string[]> => {
  const ids: string[] = [];
  let number = 0;
  await Promise.all(
    Array.from({ length: 20 }, async () => {
      while (number < count) {
        number += 1;
        ids.push(await create(service, `Crowd ${number}`, token));
      }
    }),
  );
  return ids;
};

/** The promise that a walk by the cursor visits each project once. @param started gives the crowd, made before the first test */
export const describeWalk = (
  count: number,
  started: () => {
    readonly service: TestService;
    readonly crowded: OtherOrganization;
    readonly crowd: readonly string[];
  },
): void => {
  describe(`walking the cursor over ${count} projects`, () => {
    let service: TestService;
    let crowded: OtherOrganization;
    let crowd: readonly string[];
    beforeAll(() => {
      ({ service, crowded, crowd } = started());
    });

    test.each([25, 97, 100])('visits each once, newest first, %i at a time', async (limit) => {
      const seen = await walk(service, `limit=${limit}`, crowded.token);

      expect(seen).toHaveLength(count);
      expect(seen).toEqual([...crowd].sort().reverse());
    });

    test('visits each once for a principal who is no Owner', async () => {
      const key = await restrictedKey(crowded.organizationId, ['view:projects']);
      expect(await walk(service, 'limit=100', key.token)).toEqual([...crowd].sort().reverse());
    });

    test('visits each once by the Link header, which keeps the query', async () => {
      const ids: string[] = [];
      let path: string | undefined = '/api/projects?q=crowd%209&limit=40';
      while (path !== undefined) {
        const page: Answer = expectStatus(200, await service.api('GET', path, { token: crowded.token }));
        ids.push(...Page.parse(page.json).projects.map(({ id }) => id));
        expect(page.headers.link === undefined).toBe(page.json.nextCursor === null);
        path = /^<([^>]+)>; rel="next"$/.exec(page.headers.link ?? '')?.[1];
      }

      const found = crowd.map((_, index) => index + 1).filter((number) => String(number).startsWith('9'));
      expect(ids).toHaveLength(found.length);
      expect(new Set(ids).size).toBe(found.length);
    });
  });
};
