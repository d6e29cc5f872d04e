import { afterAll, beforeAll } from 'vitest';
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
