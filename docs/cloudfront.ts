import { SecretValue, Stack, type StackProps } from 'aws-cdk-lib';
import { Certificate } from 'aws-cdk-lib/aws-certificatemanager';
import {
  AllowedMethods,
  CachePolicy,
  Distribution,
  OriginProtocolPolicy,
  OriginRequestPolicy,
  ViewerProtocolPolicy,
} from 'aws-cdk-lib/aws-cloudfront';
import { HttpOrigin } from 'aws-cdk-lib/aws-cloudfront-origins';
import { CfnWebACL } from 'aws-cdk-lib/aws-wafv2';
import type { Construct } from 'constructs';

export type FrontProps = StackProps & {
  /** The host of the output `OriginUrl`, such as `a1b2c3d4e5.execute-api.eu-central-1.amazonaws.com`. */
  readonly apiHost: string;
  /** Callers' address and its certificate in us-east-1. */
  readonly domainName: string;
  readonly certificateArn: string;
  /** The secret in us-east-1 whose text is the value of the header. */
  readonly headerSecret: string;
};

/** CloudFront before the API of oCore, with a firewall that counts callers. A stack in us-east-1, where both have to be. */
export class Front extends Stack {
  constructor(scope: Construct, id: string, props: FrontProps) {
    super(scope, id, props);
    const origin = new HttpOrigin(props.apiHost, {
      protocolPolicy: OriginProtocolPolicy.HTTPS_ONLY,
      // The template holds a reference: CloudFormation puts in the value.
      customHeaders: { 'x-ocore-origin': SecretValue.secretsManager(props.headerSecret).unsafeUnwrap() },
    });
    const viewerProtocolPolicy = ViewerProtocolPolicy.HTTPS_ONLY;
    new Distribution(this, 'Distribution', {
      // A change of it makes CloudFormation read the secret again.
      comment: 'oCore, header of 2026-11-29',
      domainNames: [props.domainName],
      certificate: Certificate.fromCertificateArn(this, 'Certificate', props.certificateArn),
      webAclId: this.#firewall().attrArn,
      defaultBehavior: {
        origin,
        viewerProtocolPolicy,
        allowedMethods: AllowedMethods.ALLOW_ALL,
        cachePolicy: CachePolicy.CACHING_DISABLED,
        // Everything that the caller sends, Authorization included. API Gateway knows its API by its own Host.
        originRequestPolicy: OriginRequestPolicy.ALL_VIEWER_EXCEPT_HOST_HEADER,
      },
      additionalBehaviors: {
        '/assets/*': { origin, viewerProtocolPolicy, cachePolicy: CachePolicy.CACHING_OPTIMIZED },
      },
    });
  }

  #firewall(): CfnWebACL {
    const visibility = (metricName: string): CfnWebACL.VisibilityConfigProperty => ({
      metricName,
      cloudWatchMetricsEnabled: true,
      sampledRequestsEnabled: true,
    });
    const hooks: CfnWebACL.StatementProperty = {
      byteMatchStatement: {
        fieldToMatch: { uriPath: {} },
        positionalConstraint: 'STARTS_WITH',
        searchString: '/api/webhooks/',
        textTransformations: [{ priority: 0, type: 'NONE' }],
      },
    };
    const limited = (
      name: string,
      priority: number,
      limit: number,
      scopeDownStatement: CfnWebACL.StatementProperty,
    ): CfnWebACL.RuleProperty => ({
      name,
      priority,
      statement: { rateBasedStatement: { aggregateKeyType: 'IP', evaluationWindowSec: 60, limit, scopeDownStatement } },
      // What clients and runners wait for, and then try again.
      action: {
        block: {
          customResponse: { responseCode: 429, responseHeaders: [{ name: 'Retry-After', value: '60' }] },
        },
      },
      visibilityConfig: visibility(name),
    });
    return new CfnWebACL(this, 'Firewall', {
      scope: 'CLOUDFRONT',
      defaultAction: { allow: {} },
      visibilityConfig: visibility('ocore'),
      rules: [
        // All customers of a provider share its few addresses.
        limited('webhooks', 0, 10_000, hooks),
        limited('callers', 1, 1000, { notStatement: { statement: hooks } }),
      ],
    });
  }
}
