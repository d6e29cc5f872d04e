import { App } from 'aws-cdk-lib';
import { addStacks } from '#infra/add-stacks.ts';
import { readConfig } from '#infra/config.ts';

// infra/app.ts under another config, with the bundles that it has made before.
const app = new App();
addStacks(
  app,
  readConfig((name) => app.node.tryGetContext(name)),
);
