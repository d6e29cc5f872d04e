import fc from 'fast-check';
import { expect, it } from 'vitest';
import { DeploymentTrigger } from '#shared/contract/deployment.ts';
import { packPending, unpackPending } from '#shared/data/items/pending-slot.ts';
import { deliveryId, deploymentId, deploymentRecord, environmentRecord, now } from '#test/fixtures/records.ts';

const text = fc.string({ unit: 'grapheme' });
const pending = fc
  .record({
    environmentName: fc.oneof(text, fc.constant('Staging')),
    branch: fc.option(text),
    tag: fc.option(text),
    commitSha: fc.option(text),
    commitMessage: fc.option(text),
    commitAuthor: fc.option(text),
    trigger: fc.constantFrom(...DeploymentTrigger.options),
    triggeredBy: text,
    deliveryId: fc.option(fc.constant(deliveryId(7))),
    status: fc.constantFrom('queued' as const, 'waiting' as const),
    statusReason: fc.option(text),
    redeployOf: fc.option(fc.constant(deploymentId(8))),
    promotedFrom: fc.option(fc.constant(deploymentId(9))),
    originId: fc.constantFrom(deploymentId(), deploymentId(8)),
    ignoreSeries: fc.boolean(),
    update: fc.oneof(fc.constantFrom('changed' as const, 'all' as const), fc.array(text, { minLength: 1 })),
    force: fc.boolean(),
    keepsToBranches: fc.boolean(),
    waitsFor: fc.subarray(['approval', 'pause'] as const),
    approvalUntil: fc.option(fc.constant(now)),
    requester: fc.option(fc.record({ id: text, creatorId: fc.option(text) })),
    version: fc.nat(),
  })
  .map(deploymentRecord);
const approval = fc.option(fc.record({ approvedBy: text, approvedByName: text, approvedAt: fc.constant(now) }));

it('A pending deployment is unpacked as it was packed', () => {
  const environment = environmentRecord();
  fc.assert(
    fc.property(pending, approval, (made, given) => {
      const one = { ...made, ...given };
      expect(unpackPending(environment, packPending(environment, one))).toEqual(one);
    }),
    { seed: 9 },
  );
});

it('One that was packed before requester, approval and what follows were kept has none of them', () => {
  const environment = environmentRecord();
  const packed: unknown[] = JSON.parse(packPending(environment, deploymentRecord()));
  expect(unpackPending(environment, JSON.stringify(packed.slice(0, 19)))).toEqual(
    deploymentRecord({ repositoryPage: null }),
  );
});
