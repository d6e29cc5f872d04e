import { readFileSync, rmSync } from 'node:fs';
import { afterAll, describe, expect, it, vi } from 'vitest';
import * as z from 'zod';
import { missingLines } from '#test/missing-lines.ts';
import { stubFolder } from './stub-bundle.ts';
import { Synthesized, textOf } from './synthesized.ts';

vi.mock('#infra/bundle.ts', () => import('./stub-bundle.ts'));
afterAll(() => rmSync(stubFolder, { recursive: true, force: true }));

const table = 'test/integration/infra/frozen.json';
const Frozen = z.strictObject({
  stateful: z.record(z.string(), z.unknown()),
  routes: z.record(z.string(), z.string()),
});
const frozen = Frozen.parse(JSON.parse(readFileSync(new URL('frozen.json', import.meta.url), 'utf8')));
const app = Synthesized.of({ auth: { cognito: true } });

const statefulTypes = new Set(['AWS::DynamoDB::Table', 'AWS::SecretsManager::Secret', 'AWS::Cognito::UserPool']);
const stateful = app
  .template('Data')
  .resources.filter(({ Type }) => statefulTypes.has(Type) || Type === 'AWS::Events::EventBus')
  .map(({ id, Type, Properties }) => [id, { Type, Properties }] as const);
const routes = app.ofType('AWS::ApiGatewayV2::Route').map(({ id, Properties }) => [textOf(Properties.RouteKey), id]);

/**
 * What holds data is never made anew: CloudFormation replaces a resource whose logical id changes, and the root key's value
 * where the setting that generates it changes. A change of what is frozen here needs a migration first: an import into the
 * stack under the new id (`cdk import`), or the old id by `overrideLogicalId`.
 */
describe('what holds data', () => {
  it.each(stateful)('%s keeps its id and its properties', (id, resource) => {
    expect({ [id]: resource }).toEqual({ [id]: frozen.stateful[id] });
  });

  it('is frozen whole', () => {
    expect(
      missingLines(
        table,
        Object.keys(frozen.stateful),
        stateful.map(([id]) => id),
      ),
    ).toEqual([]);
  });
});

/**
 * A route under another logical id is made before the old one goes, and API Gateway answers 409, since its key is taken. So
 * an operation that is renamed keeps the id of its route by `overrideLogicalId`.
 */
describe('a route', () => {
  const ids = Object.fromEntries(routes);

  it('keeps its logical id', () => {
    const present = Object.entries(frozen.routes).filter(([key]) => key in ids);

    expect(Object.fromEntries(present.map(([key]) => [key, ids[key]]))).toEqual(Object.fromEntries(present));
  });

  it('is frozen from its first deployment on, and no longer than it exists', () => {
    const unfrozen = Object.entries(ids).filter(([key]) => !(key in frozen.routes));
    const gone = Object.keys(frozen.routes).filter((key) => !(key in ids));

    expect({ add: Object.fromEntries(unfrozen), remove: gone }, table).toEqual({ add: {}, remove: [] });
  });
});
