import { AspectPriority, Aspects, type RemovalPolicy } from 'aws-cdk-lib';
import { CfnTable } from 'aws-cdk-lib/aws-dynamodb';
import { Key } from 'aws-cdk-lib/aws-kms';
import { CfnLogGroup } from 'aws-cdk-lib/aws-logs';
import { CfnSecret } from 'aws-cdk-lib/aws-secretsmanager';
import { CfnTopic } from 'aws-cdk-lib/aws-sns';
import { CfnQueue } from 'aws-cdk-lib/aws-sqs';
import { StringParameter } from 'aws-cdk-lib/aws-ssm';
import type { Construct, IConstruct } from 'constructs';
import { type DeploymentConfig, prefixOf } from '../config.ts';
import { serviceStatements } from './key-policy.ts';

type Config = Pick<DeploymentConfig, 'encryption' | 'stage'>;

const parameterName = (config: Config): string => `/${prefixOf(config)}/data/key-arn`;

/** The key of the option `encryption`, which is made if that says so. @returns its ARN, undefined without `encryption` */
export const encryptionKey = (scope: Construct, config: Config, removalPolicy: RemovalPolicy): string | undefined => {
  if (config.encryption?.kms !== true) return config.encryption?.keyArn;
  const key = new Key(scope, 'Key', {
    description: `oCore: encrypts what ${prefixOf(config)} stores`,
    enableKeyRotation: true,
    removalPolicy,
  });
  for (const statement of serviceStatements(scope)) key.addToResourcePolicy(statement);
  return key.keyArn;
};

/** Tells the service stack the key that the data stack has made. */
export const writeKeyArn = (scope: Construct, config: Config, keyArn: string | undefined): void => {
  if (config.encryption?.kms !== true || keyArn === undefined) return;
  new StringParameter(scope, 'Reference-key-arn', { parameterName: parameterName(config), stringValue: keyArn });
};

/** The ARN of the key that the data stack uses, for the service stack. */
export const readKeyArn = (scope: Construct, config: Config): string | undefined =>
  config.encryption?.kms === true
    ? StringParameter.valueForStringParameter(scope, parameterName(config))
    : config.encryption?.keyArn;

const encryptOne = (node: IConstruct, keyArn: string): void => {
  if (node instanceof CfnTable) {
    node.sseSpecification = { sseEnabled: true, sseType: 'KMS', kmsMasterKeyId: keyArn };
  } else if (node instanceof CfnQueue) {
    node.sqsManagedSseEnabled = undefined;
    node.kmsMasterKeyId = keyArn;
  } else if (node instanceof CfnTopic) {
    node.kmsMasterKeyId = keyArn;
  } else if (node instanceof CfnSecret || node instanceof CfnLogGroup) {
    node.kmsKeyId = keyArn;
  }
};

/** Encrypts all tables, secrets, queues, topics and logs below a construct with the key, those of nested stacks included. */
export const encryptBelow = (scope: Construct, keyArn: string | undefined): void => {
  if (keyArn === undefined) return;
  const visit = (node: IConstruct): void => encryptOne(node, keyArn);
  Aspects.of(scope).add({ visit }, { priority: AspectPriority.MUTATING });
};
