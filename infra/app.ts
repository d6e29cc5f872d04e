import { App, Tags } from 'aws-cdk-lib';
import { bundleFunctions } from './bundle.ts';
import { readConfig } from './config.ts';
import { addConsole } from './console/add-console.ts';
import { startBuild } from './console/start-build.ts';
import { DataStack } from './stacks/data-stack.ts';
import { ServiceStack } from './stacks/service-stack.ts';

const app = new App();
const config = readConfig((name) => app.node.tryGetContext(name));
const [built] = await Promise.all([startBuild().folder, bundleFunctions()]);
addConsole(built);

const { CDK_DEFAULT_ACCOUNT: account, CDK_DEFAULT_REGION: region } = process.env;
const env = { ...(account === undefined ? {} : { account }), ...(region === undefined ? {} : { region }) };
const data = new DataStack(app, `OcoreProjects-${config.stage}-Data`, config, {
  env,
  terminationProtection: config.removal === 'retain',
  description: 'oCore Projects: data',
});
const service = new ServiceStack(app, `OcoreProjects-${config.stage}-Service`, config, {
  env,
  description: 'oCore Projects: service',
});
service.addStackDependency(data);
for (const [name, value] of Object.entries(config.tags)) Tags.of(app).add(name, value);
