import { afterAll, beforeAll, test } from 'vitest';
import { ownersSurvive } from './last-owner.ts';
import { TestService } from './test-service.ts';

let service: TestService;
beforeAll(async () => {
  service = await TestService.start();
});
afterAll(() => service.stop());

test('An Owner is left whatever members do at once: 500 random programs', () => ownersSurvive(500), 900_000);
