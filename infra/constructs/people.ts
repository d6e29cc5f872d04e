import { RemovalPolicy, Stack } from 'aws-cdk-lib';
import {
  AccountRecovery,
  FeaturePlan,
  ManagedLoginVersion,
  Mfa,
  UserPool,
  UserPoolDomain,
} from 'aws-cdk-lib/aws-cognito';
import { StringParameter } from 'aws-cdk-lib/aws-ssm';
import { Construct } from 'constructs';
import { type DeploymentConfig, prefixOf } from '../config.ts';
import { acknowledge } from './acknowledge.ts';

/** Where the service stack finds the pool. */
export const userPoolParameter = (config: Pick<DeploymentConfig, 'stage'>): string =>
  `/${prefixOf(config)}/data/user-pool-id`;

/**
 * The people who sign in with `auth.cognito`: a user pool with managed login. Anybody signs up and proves an e-mail address;
 * only who is invited gets in. Source: docs/access.md, "How people sign in".
 */
export class People extends Construct {
  readonly poolId: string;

  constructor(scope: Construct, id: string, config: DeploymentConfig) {
    super(scope, id);
    const retain = config.removal === 'retain';
    const pool = new UserPool(this, 'Pool', {
      userPoolName: `${prefixOf(config)}-projects`,
      featurePlan: FeaturePlan.ESSENTIALS,
      selfSignUpEnabled: true,
      signInAliases: { email: true },
      signInCaseSensitive: false,
      autoVerify: { email: true },
      // A new address counts once it is proved: until then the old one stays.
      keepOriginal: { email: true },
      standardAttributes: { email: { required: true, mutable: true }, fullname: { required: true, mutable: true } },
      passwordPolicy: { minLength: 12 },
      mfa: Mfa.OPTIONAL,
      mfaSecondFactor: { otp: true, sms: false },
      accountRecovery: AccountRecovery.EMAIL_ONLY,
      deletionProtection: retain,
      removalPolicy: retain ? RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE : RemovalPolicy.DESTROY,
    });
    const rules = 'NIST SP 800-63B asks for length, here 12, and for no rules of which characters.';
    acknowledge(pool, 'AwsSolutions-COG1', rules);
    acknowledge(pool, 'AwsSolutions-COG2', 'A second factor is offered. Whether it is required is for the operator.');
    acknowledge(
      pool,
      'AwsSolutions-COG8',
      'The plus plan costs more for each person: it is for the operator to choose.',
    );
    new UserPoolDomain(this, 'Domain', {
      userPool: pool,
      // The names of all accounts in a region are one list.
      cognitoDomain: { domainPrefix: `${prefixOf(config)}-${Stack.of(this).account}` },
      managedLoginVersion: ManagedLoginVersion.NEWER_MANAGED_LOGIN,
    });
    this.poolId = pool.userPoolId;
    new StringParameter(this, 'PoolId', { parameterName: userPoolParameter(config), stringValue: pool.userPoolId });
  }
}
