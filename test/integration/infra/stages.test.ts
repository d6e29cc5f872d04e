import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it, vi } from 'vitest';
import * as z from 'zod';
import { prefixOf } from '#infra/config.ts';
import { root } from '#test/run-command.ts';
import { stubFolder } from './stub-bundle.ts';
import { Synthesized, textOf } from './synthesized.ts';

vi.mock('#infra/bundle.ts', () => import('./stub-bundle.ts'));

const id = (prefix: string): string => `${prefix}_01J${'7'.repeat(23)}`;
const apiKeySecret = 'acme/ocore-runner';
const environmentId = id('env');
const command = join(root, 'docs/deploy-odoo.sh');
const codeBuildDeployers = [{ organizationId: id('org'), projectId: id('prj'), environmentId, command, apiKeySecret }];

// The second is what the third begins with.
const stages = ['prod', 'a', 'a-b'].map((stage) => ({
  stage,
  prefix: prefixOf({ stage }),
  app: Synthesized.of({ stage, codeBuildDeployers }),
}));
type Stage = (typeof stages)[number];

afterAll(() => rmSync(stubFolder, { recursive: true, force: true }));

const Policies = z.array(
  z.object({
    PolicyDocument: z.object({ Statement: z.array(z.looseObject({ Effect: z.string(), Resource: z.unknown() })) }),
  }),
);

/** What the roles of a stage reach, and its policies beside the roles: of its functions, builds and rules. */
const reachOf = ({ app }: Stage): readonly string[] => {
  const policies = [
    ...app.ofType('AWS::IAM::Role').flatMap(({ Properties }) => Policies.parse(Properties.Policies ?? [])),
    ...Policies.parse(app.ofType('AWS::IAM::Policy').map(({ Properties }) => Properties)),
  ];
  const statements = policies.flatMap((policy) => policy.PolicyDocument.Statement);
  return statements
    .filter(({ Effect }) => Effect === 'Allow')
    .flatMap(({ Resource }) => [Resource].flat())
    .map(textOf);
};

const secretsIn = (reach: readonly string[]): readonly string[] =>
  reach.flatMap((one) => one.split(':secret:')[1] ?? []);

/** Whether a resource of a policy, with its wildcards, is this name. */
const matches = (resource: string, name: string): boolean =>
  new RegExp(
    `^${resource
      .replace(/[.+^$()|[\]\\{}]/g, '\\$&')
      .replaceAll('*', '.*')
      .replaceAll('?', '.')}$`,
  ).test(name);

/** The names of a stage's secrets, with the characters that Secrets Manager appends. */
const secretsOf = ({ app, prefix }: Stage): readonly string[] =>
  [
    ...app.ofType('AWS::SecretsManager::Secret').map((one) => String(one.Properties.Name)),
    `${prefix}/deploy-key/${id('org')}/${id('prj')}/${id('dky')}`,
    `${prefix}/provider-credential/${id('org')}/github/01J`,
  ].map((name) => `${name}-a1B2c3`);

const pairs = stages.flatMap((one) => stages.map((other) => ({ one, other, own: one === other })));

describe('the stages of one account', () => {
  it.each(pairs)('$one.stage reaches the secrets of $other.stage: $own', ({ one, other, own }) => {
    const reach = secretsIn(reachOf(one));

    const reached = secretsOf(other).filter((name) => reach.some((resource) => matches(resource, name)));

    expect(reached).toEqual(own ? secretsOf(other) : []);
  });

  it.each(stages)('$stage names by itself only secrets that are its own, and the API key of its config', (stage) => {
    const names = secretsIn(reachOf(stage));

    expect(names.length).toBeGreaterThan(20);
    expect(names.filter((name) => !name.startsWith(`${stage.prefix}/`))).toEqual([`${apiKeySecret}-??????`]);
  });

  it.each(stages)('$stage reaches everything else by reference alone', (stage) => {
    const others = new Set(reachOf(stage).filter((one) => !one.includes(':secret:')));

    expect(
      [...others].filter((one) => !one.startsWith('<reference>') && !one.startsWith('arn:<reference>:s3:')),
    ).toEqual([]);
  });

  it.each(stages)('$stage finds table and bus by parameters of its own', ({ app, prefix }) => {
    // CDK's own parameter belongs to the account, and stands in a rule of the template alone.
    const read = app.templates.flatMap(({ parameters }) =>
      Object.values(parameters).flatMap((one) => (one.Type.startsWith('AWS::SSM::') ? [String(one.Default)] : [])),
    );

    expect(read.length).toBeGreaterThanOrEqual(5);
    expect(read.filter((name) => !name.startsWith(`/${prefix}/data/`) && !name.startsWith('/cdk-bootstrap/'))).toEqual(
      [],
    );
  });

  it.each(stages)('$stage tells its functions what their secrets begin with', ({ app, prefix }) => {
    const prefixes = app.ofType('AWS::Lambda::Function').flatMap(({ Properties }) => {
      const { Variables } = Properties.Environment as { Variables: { SECRET_PREFIX?: unknown } };
      return Variables.SECRET_PREFIX ?? [];
    });

    expect(prefixes.length).toBeGreaterThan(10);
    expect(new Set(prefixes)).toEqual(new Set([prefix]));
  });
});
