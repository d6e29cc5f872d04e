import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as z from 'zod';
import { inventory } from './inventory.ts';
import { LostSecrets } from './lost-secrets.ts';
import { MiniStack } from './ministack.ts';
import { packedApp } from './packed-app.ts';
import { run } from './python-tool.ts';
import { presentRelease, previousRelease, reconfiguredRelease } from './release.ts';
import { countByKind, restoreDeletedTable, restoreTable } from './restore.ts';
import { type Answers, type Made, Stage, Webhook } from './stage.ts';

const Me = z.object({ organization: z.object({ id: z.string() }) });
const Claimed = z.object({ deployment: z.object({ id: z.string() }), lease: z.object({ token: z.string() }) });

const aws = MiniStack.create();
const folder = mkdtempSync(join(tmpdir(), 'ocore-upgrade-'));
afterAll(async () => {
  await aws.remove();
  rmSync(folder, { recursive: true, force: true });
});

const prod = new Stage(aws, 'prod');
let previous: string;
let present: string;
let made: Made;
let before: Answers;
beforeAll(async () => {
  await aws.start(false);
  previous = previousRelease(folder);
  aws.cdk('bootstrap', 'aws://000000000000/us-east-1', '--app', previous);
  prod.deploy(previous);
  prod.createOrganization();
  made = await prod.makeProject('Odoo ERP');
  before = await prod.readAll(made);
  present = presentRelease(join(folder, 'present'));
  prod.deploy(present);
});

describe('an upgrade from the previous release', () => {
  it('answers each read as before, with nothing lost, and takes the same keys and webhooks', async () => {
    expect(Object.keys(before).length).toBeGreaterThan(20);
    expect(await prod.readAll(made)).toMatchObject(before);
    expect(await prod.push(made, 200)).toMatchObject({ replayed: true });
  });

  it('leaves nothing to deploy: cdk diff of the same release finds no difference', () => {
    expect(() => aws.cdk('diff', '--fail', '--app', present)).not.toThrow();
  });
});

describe('a second stage beside it, which an app outside of the clone makes of the packages', () => {
  const second = new Stage(aws, 'second');
  let app: string;
  let without: ReadonlySet<string>;
  beforeAll(async () => {
    without = await inventory(aws.endpoint);
    const options = { stage: 'second', removal: 'destroy', encryption: { kms: true } } as const;
    app = await packedApp(folder, options);
    second.deployApp(app);
    second.createOrganization((...args) => run(join(app, 'node_modules/.bin/ocore'), args, aws.environment, app));
  });

  it('answers, and lists what is made in it', async () => {
    const own = await second.makeProject('Odoo ERP');

    await second.did(200, 'GET', '/api/health');
    const { projects } = await second.did(200, 'GET', '/api/projects');
    expect(projects).toEqual([expect.objectContaining({ id: own.ids.projectId, name: 'Odoo ERP' })]);
  });

  it('knows nothing of the first, nor does that of it', async () => {
    const own = await second.makeProject('Own');

    expect(await prod.readAll(made)).toMatchObject(before);
    // Denied: each leaves a record in the audit log.
    await second.did(404, 'GET', `/api/projects/${made.ids.projectId}`);
    await prod.did(404, 'GET', `/api/projects/${own.ids.projectId}`);
  });

  it('has nothing to deploy: cdk diff of the same app finds no difference', () => {
    expect(() => aws.cdkIn(app, 'diff', '--fail')).not.toThrow();
  });

  it('is destroyed, and leaves what docs/operations.md names: secrets of deploy keys, and a key that ends', async () => {
    aws.cdkIn(app, 'destroy', '--force');

    const left = [...(await inventory(aws.endpoint))].filter((one) => !without.has(one));
    const deployKey = expect.stringMatching(/^secretsmanager ocore-second\/deploy-key\//);
    expect(left.sort()).toEqual([expect.stringMatching(/^kms /), deployKey, deployKey]);
  });
});

describe('a deployment of the previous release', () => {
  it('rolls back, and reads what the newer one wrote', async () => {
    const newer = await prod.makeProject('Made by the newer one');
    prod.deploy(previous);

    const after = await prod.readAll(newer);
    expect(Object.keys(after)).toHaveLength(Object.keys(before).length);
    expect(await prod.push(newer, 200)).toMatchObject({ replayed: true });
    const { projectId } = made.ids;
    const project = await prod.did(200, 'GET', `/api/projects/${projectId}`);
    expect(project).toMatchObject(before[`/api/projects/${projectId}`] as object);
  });
});

// The runbook of docs/operations.md, "Restoring the table" and "Lost secrets".
describe('a table restored to a moment', () => {
  const lost = new LostSecrets(aws);
  const data = { tableName: 'ocore-restored-again' };
  let newer: Made;

  it('answers each read as at that moment, item by item, and knows nothing of what came later', async () => {
    const client = new DynamoDBClient(aws.settings);
    newer = await prod.makeProject('Made before the moment');
    const moment = await prod.readAll(made);
    const items = await countByKind(client, prod.tableName);
    await restoreTable(client, prod.tableName, 'ocore-restored');
    const restored = await countByKind(client, 'ocore-restored');
    // The restored table is deleted too: what is deployed comes from the backup of its end.
    await restoreDeletedTable(client, 'ocore-restored', data.tableName);
    const again = await countByKind(client, data.tableName);
    // What goes wrong afterwards: a deleted project loses its deploy key with all else, and the root key is deleted too.
    await prod.did(204, 'DELETE', `/api/projects/${made.ids.projectId}`);
    const later = await prod.makeProject('Made after the moment');
    await expect.poll(() => lost.deployKeys(made), { interval: 200 }).toBe(0);
    await lost.deleteRootKey();

    prod.deploy(reconfiguredRelease(join(folder, 'restored'), { data }));

    expect(prod.tableName).toBe(data.tableName);
    expect(Object.keys(items).length).toBeGreaterThan(10);
    expect([restored, again]).toEqual([items, items]);
    expect(await prod.readAll(made)).toMatchObject(moment);
    await prod.did(404, 'GET', `/api/projects/${later.ids.projectId}`);
    await prod.did(201, 'POST', '/api/projects', { body: { name: 'Made after the restore' } });
  });

  it('takes deliveries as before, once the deleted root key is restored', async () => {
    await prod.push(made, 503);
    await lost.restoreRootKey();

    expect(await prod.push(made, 200)).toMatchObject({ replayed: true });
  });

  it('has a deploy key again where that was deleted, once it is regenerated', async () => {
    const repository = `/api/projects/${made.ids.projectId}/repository`;
    const { detail } = await prod.did(200, 'POST', `${repository}/validate`);
    expect(detail).toContain('The private half of the deploy key is gone. Regenerate the key.');

    await prod.did(200, 'POST', `${repository}/regenerate-key`);

    expect(await lost.deployKeys(made)).toBe(1);
    expect((await prod.did(200, 'POST', `${repository}/validate`)).detail).not.toContain('gone');
  });

  it('takes deliveries again under a root key that is made anew, once the webhook is reconfigured', async () => {
    await lost.replaceRootKey();
    await prod.push(made, 401);

    const { webhook } = await prod.did(
      200,
      'POST',
      `/api/projects/${made.ids.projectId}/repository/reconfigure-webhook`,
    );

    expect(await prod.push({ webhook: Webhook.parse(webhook) }, 200)).toMatchObject({ replayed: true });
  });

  it('gives leases again under a lease key that is made anew, and ends those of the lost one', async () => {
    const claim = ({ ids }: Made): string => `/api/projects/${ids.projectId}/environments/${ids.environmentId}/claim`;
    const body = { runner: 'aws', waitSeconds: 0 };
    const { deployment, lease } = Claimed.parse(await prod.did(200, 'POST', claim(made), { body }));
    await lost.deleteLeaseKey();
    await prod.did(500, 'POST', claim(newer), { body });

    await lost.makeLeaseKey();

    const heartbeat = `/api/projects/${made.ids.projectId}/deployments/${deployment.id}/heartbeat`;
    expect(await prod.did(409, 'POST', heartbeat, { body: { lease: lease.token } })).toMatchObject({
      code: 'lease_lost',
    });
    await prod.did(200, 'POST', claim(newer), { body });
  });

  it('says where a provider credential is gone that it has to be set again, and answers all else', async () => {
    const { organization } = Me.parse(await prod.did(200, 'GET', '/api/me'));
    await lost.loseCredential(prod.tableName, organization.id);

    const refused = await prod.did(409, 'POST', `/api/projects/${made.ids.projectId}/repository/sync`);

    expect(refused).toMatchObject({ code: 'provider_credential_missing' });
    expect(refused.detail).toContain('Set one with PUT /api/settings/git-providers/github');
    expect(await prod.did(200, 'GET', '/api/settings/git-providers')).toMatchObject({
      gitProviders: expect.arrayContaining([expect.objectContaining({ provider: 'github' })]),
    });
  });

  it('opens to a reset key, where the only key was lost', async () => {
    prod.resetKey();

    expect(await prod.readAll(made)).not.toEqual({});
  });
});
