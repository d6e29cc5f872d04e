import { App } from 'aws-cdk-lib';
import { addStacks } from './add-stacks.ts';
import { readConfig } from './config.ts';
import { makeBundles } from './make-bundles.ts';

const app = new App();
const config = readConfig((name) => app.node.tryGetContext(name));
await makeBundles();
addStacks(app, config);
