import { afterAll, beforeAll, expect } from 'vitest';
import type { Answer } from '#test/call.ts';
import { type Key, type OtherOrganization, otherOrganization, restrictedKey } from './principals.ts';
import { describeWalk, list as listOf, makeCrowd, type Page } from './project-walk.ts';
import { TestService } from './test-service.ts';

export let service: TestService;
/** An organisation with more projects than a page holds. */
export let crowded: OtherOrganization;
export let viewer: Key;

export const list = (query = '', token = service.token): Promise<Page> => listOf(service, query, token);

export let crowd: string[];

/** Starts what the tests of a file need, and stops it after them. */
export const useBench = (): void => {
  beforeAll(async () => {
    service = await TestService.start({ pollMs: 1000 });
    crowded = await otherOrganization(service, 'crowded');
    viewer = await restrictedKey(service.local.organization.id, ['view:projects']);
    crowd = await makeCrowd(service, 110, crowded.token);
  });
  afterAll(() => service.stop());

  describeWalk(110, () => ({ service, crowded, crowd }));
};

/** The cursor after the first project of the crowded organisation. */
export let cursor: string;

/** Asks for a page behind a cursor. */
export const use = (text: string, query = '', token = crowded.token): Promise<Answer> =>
  service.api('GET', `/api/projects?${query}cursor=${encodeURIComponent(text)}`, { token });

/** Takes the cursor before the first test. */
export const useCursor = (): void => {
  beforeAll(async () => {
    cursor = (await list('?limit=1', crowded.token)).nextCursor ?? '';
    expect(cursor).not.toBe('');
  });
};
