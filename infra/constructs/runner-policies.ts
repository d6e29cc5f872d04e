import { CfnOutput, Stack } from 'aws-cdk-lib';
import { ManagedPolicy, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { type DeploymentConfig, prefixOf } from '../config.ts';
import { acknowledgeWildcards } from './acknowledge.ts';
import { keyStatements } from './key-policy.ts';

/**
 * A managed policy for the runners of each project that the config names: it reads the project's deploy keys, which all of its
 * environments share. The outputs tell the ARN for an instance role. Source: docs/runner.md, "On an EC2 instance".
 */
export class RunnerPolicies extends Construct {
  /** @param keyArn of the key that encrypts the secrets, if one does */
  constructor(scope: Construct, config: DeploymentConfig, keyArn?: string) {
    super(scope, 'RunnerPolicies');
    for (const { organizationId, projectId } of config.runnerPolicies) {
      const keys = `${prefixOf(config)}/deploy-key/${organizationId}/${projectId}/*`;
      const arn = Stack.of(this).formatArn({ service: 'secretsmanager', resource: `secret:${keys}` });
      const reading = new PolicyStatement({ actions: ['secretsmanager:GetSecretValue'], resources: [arn] });
      const policy = new ManagedPolicy(this, projectId, {
        description: `oCore: runners of ${projectId} read its deploy keys`,
        statements: [reading, ...keyStatements(this, keyArn, [reading])],
      });
      const reason = 'These are the deploy keys of one project. Their names end in an id and random characters.';
      acknowledgeWildcards(policy, [reading], { [`/${projectId}/*`]: reason });
      new CfnOutput(this, `${projectId}-Arn`, {
        value: policy.managedPolicyArn,
        description: `For the role of the runners of ${projectId}.`,
      }).overrideLogicalId(`RunnerPolicy${projectId.replace('_', '')}`);
    }
  }
}
