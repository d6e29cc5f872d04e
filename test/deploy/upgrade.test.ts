import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { inventory } from './inventory.ts';
import { MiniStack } from './ministack.ts';
import { packedApp } from './packed-app.ts';
import { run } from './python-tool.ts';
import { presentRelease, previousRelease } from './release.ts';
import { type Answers, type Made, Stage } from './stage.ts';

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
  previous = previousRelease(folder, aws.environment);
  aws.cdk('bootstrap', 'aws://000000000000/us-east-1', '--app', previous);
  prod.deploy(previous);
  prod.createOrganization();
  made = await prod.makeProject('Odoo ERP');
  before = await prod.readAll(made);
  present = presentRelease(join(folder, 'present'), {}, aws.environment);
  prod.deploy(present);
});

describe('an upgrade from the previous release', () => {
  it('answers each read as before, with nothing lost, and takes the same keys and webhooks', async () => {
    expect(Object.keys(before).length).toBeGreaterThan(20);
    expect(await prod.readAll(made)).toMatchObject(before);
    expect(await prod.push(made, 200)).toMatchObject({ replayed: true });
  });

  it('leaves nothing to deploy: cdk diff of the same release finds no difference', () => {
    expect(aws.cdk('diff', '--fail', '--app', present)).toBe('');
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
    expect(aws.cdkIn(app, 'diff', '--fail')).toBe('');
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
