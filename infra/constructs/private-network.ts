import { Stack } from 'aws-cdk-lib';
import { CfnSecurityGroup, CfnVPCEndpoint } from 'aws-cdk-lib/aws-ec2';
import { Effect, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import type { VpcConfig } from '../vpc-config.ts';

const interfaces = [
  'ec2:AssignPrivateIpAddresses',
  'ec2:CreateNetworkInterface',
  'ec2:DeleteNetworkInterface',
  'ec2:DescribeNetworkInterfaces',
  'ec2:DescribeSubnets',
  'ec2:UnassignPrivateIpAddresses',
];

/**
 * What the role of a function in a VPC may do: Lambda itself, which makes the network interfaces with this role, and not the
 * code of the function. Source: https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc.html
 */
export const networkStatements = (): readonly PolicyStatement[] => [
  new PolicyStatement({ actions: [...interfaces], resources: ['*'] }),
  new PolicyStatement({
    effect: Effect.DENY,
    actions: [...interfaces],
    resources: ['*'],
    conditions: { ArnLike: { 'lambda:SourceFunctionArn': 'arn:*:lambda:*:*:function:*' } },
  }),
];

/** The ways from a private network to DynamoDB and Secrets Manager that need no NAT. */
export class PrivateEndpoints extends Construct {
  constructor(scope: Construct, vpc: VpcConfig, routeTableIds: readonly string[]) {
    super(scope, 'PrivateEndpoints');
    const service = (name: string): string => `com.amazonaws.${Stack.of(this).region}.${name}`;
    new CfnVPCEndpoint(this, 'Table', {
      vpcEndpointType: 'Gateway',
      serviceName: service('dynamodb'),
      vpcId: vpc.vpcId,
      routeTableIds: [...routeTableIds],
    });
    const group = new CfnSecurityGroup(this, 'SecretsGroup', {
      groupDescription: 'oCore: its functions reach Secrets Manager',
      vpcId: vpc.vpcId,
      securityGroupIngress: vpc.securityGroupIds.map((sourceSecurityGroupId) => ({
        ipProtocol: 'tcp',
        fromPort: 443,
        toPort: 443,
        sourceSecurityGroupId,
        description: 'The functions that connect to Git servers',
      })),
    });
    new CfnVPCEndpoint(this, 'Secrets', {
      vpcEndpointType: 'Interface',
      serviceName: service('secretsmanager'),
      vpcId: vpc.vpcId,
      subnetIds: vpc.subnetIds,
      securityGroupIds: [group.attrGroupId],
      privateDnsEnabled: true,
    });
  }
}
