import { App, BootstraplessSynthesizer, CfnOutput, type IStackSynthesizer, Stack } from 'aws-cdk-lib';
import { StringParameter } from 'aws-cdk-lib/aws-ssm';
import { DeploymentConfig } from '#infra/config.ts';
import { People, userPoolParameter } from '#infra/constructs/people.ts';
import { UserPoolAccess } from '#infra/constructs/user-pool-access.ts';

// What `auth.cognito` adds to the two stacks, and nothing of the rest: it deploys in seconds.
const app = new App();
const config = DeploymentConfig.parse({ stage: 'people', removal: 'destroy', auth: { cognito: true } });
const env = { account: process.env.CDK_DEFAULT_ACCOUNT ?? '', region: process.env.CDK_DEFAULT_REGION ?? '' };

const stack = (id: string): Stack =>
  new Stack(app, id, { env, synthesizer: new BootstraplessSynthesizer() as IStackSynthesizer });

const data = stack('PeopleData');
new People(data, 'People', config);

const service = stack('PeopleService');
const poolId = StringParameter.valueForStringParameter(service, userPoolParameter(config));
const access = new UserPoolAccess(service, 'Access', poolId, 'https://ocore.acme.example');
// The emulator knows no branding. It styles a page, and changes nothing of a token.
access.node.tryRemoveChild('Branding');
new CfnOutput(service, 'SignIn', { value: JSON.stringify(access.signIn) });
service.addStackDependency(data);
