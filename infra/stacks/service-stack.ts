import { CfnOutput, Stack, type StackProps } from 'aws-cdk-lib';
import { StringParameter } from 'aws-cdk-lib/aws-ssm';
import type { Construct } from 'constructs';
import { type DeploymentConfig, prefixOf } from '../config.ts';
import { readReferences } from '../constructs/data-references.ts';
import { readKeyArn } from '../constructs/encryption.ts';
import { userPoolParameter } from '../constructs/people.ts';
import { Service } from '../constructs/service.ts';

/** The service. It holds no data and may be replaced at any time. */
export class ServiceStack extends Stack {
  constructor(scope: Construct, id: string, config: DeploymentConfig, props: StackProps) {
    super(scope, id, props);
    const references = { ...readReferences(this, prefixOf(config)), keyArn: readKeyArn(this, config) };
    const userPoolId =
      config.auth?.cognito === true
        ? StringParameter.valueForStringParameter(this, userPoolParameter(config))
        : undefined;
    const service = new Service(this, 'Ocore', config, references, userPoolId);
    const name = `${prefixOf(config)}-create-organization`;
    new CfnOutput(this, 'ApiUrl', { value: service.httpApi.publicUrl, description: 'Where the API answers.' });
    if (config.originSecret !== undefined) {
      new CfnOutput(this, 'OriginUrl', {
        value: service.httpApi.ownUrl,
        description: 'Where the server before the API finds it.',
      });
    }
    new CfnOutput(this, 'ApiId', { value: service.httpApi.api.ref });
    new CfnOutput(this, 'TableName', { value: references['table-name'] });
    new CfnOutput(this, 'BusName', {
      value: references['bus-name'],
      description: 'Where the events are (docs/events.md).',
    });
    new CfnOutput(this, 'AlarmTopicArn', { value: service.alarms.topic.topicArn });
    new CfnOutput(this, 'DashboardName', { value: service.alarms.dashboard.dashboardName });
    new CfnOutput(this, 'SearchDashboardName', { value: service.search.dashboardName });
    new CfnOutput(this, 'AdminFunctionName', { value: name });
    new CfnOutput(this, 'CreateOrganizationCommand', {
      value: service.createOrganizationCommand,
      description: 'Makes the first organisation and its API key, which is shown once.',
    });
  }
}
