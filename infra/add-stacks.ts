import { type App, Tags } from 'aws-cdk-lib';
import type { DeploymentConfig } from './config.ts';
import { DataStack } from './stacks/data-stack.ts';
import { ServiceStack } from './stacks/service-stack.ts';

/** Adds both stacks of a deployment to an app. The bundles have to be there. */
export const addStacks = (app: App, config: DeploymentConfig): void => {
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
};
