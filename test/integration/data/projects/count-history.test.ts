import { expect, test } from 'vitest';
import { storeDelivery } from '#shared/data/deliveries/store-delivery.ts';
import { countHistory } from '#shared/data/projects/count-history.ts';
import { queued } from '../access-patterns/queued.ts';
import { noEffects, now, sampleDelivery } from '../sample-records.ts';
import { storedProject } from '../stored-project.ts';
import { useTestTable } from '../test-table.ts';

useTestTable();

test('Deployments and deliveries are counted apart, up to the highest count', async () => {
  const stored = await storedProject();
  const { organization, project, environments } = stored;
  let environment = environments.staging;
  for (let index = 0; index < 3; index += 1) environment = (await queued(stored, environment)).environment;
  await storeDelivery(sampleDelivery(project), noEffects);

  expect(await countHistory(organization, project.id, 'deployments', 1000, now)).toBe(3);
  expect(await countHistory(organization, project.id, 'deployments', 2, now)).toBe(2);
  expect(await countHistory(organization, project.id, 'deliveries', 1000, now)).toBe(1);
});

test('An expired delivery that still stands in the table is not counted', async () => {
  const { organization, project } = await storedProject();
  await storeDelivery(sampleDelivery(project), noEffects);
  const yearLater = new Date(Date.parse(now) + 366 * 86_400_000).toISOString();

  expect(await countHistory(organization, project.id, 'deliveries', 1000, yearLater)).toBe(0);
});
