import { afterAll, beforeAll } from 'vitest';
import { type OtherOrganization, otherOrganization } from './principals.ts';
import { describeWalk, makeCrowd } from './project-walk.ts';
import { TestService } from './test-service.ts';

let service: TestService;
let crowded: OtherOrganization;
let crowd: readonly string[];
beforeAll(async () => {
  service = await TestService.start({ pollMs: 1000 });
  crowded = await otherOrganization(service, 'crowded');
  crowd = await makeCrowd(service, 1000, crowded.token);
});
afterAll(() => service.stop());

describeWalk(1000, () => ({ service, crowded, crowd }));
