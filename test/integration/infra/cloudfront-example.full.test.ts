import { App } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { describe, expect, it } from 'vitest';
import { originHeader } from '#shared/contract/origin-header.ts';
import { Front } from '../../../docs/cloudfront.ts';

const app = new App({ analyticsReporting: false });
const front = new Front(app, 'Front', {
  env: { account: '123456789012', region: 'us-east-1' },
  apiHost: 'a1b2c3d4e5.execute-api.eu-central-1.amazonaws.com',
  domainName: 'ocore.example.com',
  certificateArn: 'arn:aws:acm:us-east-1:123456789012:certificate/12345678-1234-1234-1234-123456789012',
  headerSecret: 'acme/ocore-origin',
});
const template = Template.fromStack(front);

describe('the example of CloudFront before the API', () => {
  it('sends the header that the API asks for, by a reference to its secret', () => {
    template.hasResourceProperties('AWS::CloudFront::Distribution', {
      DistributionConfig: {
        Origins: [
          Match.objectLike({
            CustomOriginConfig: { OriginProtocolPolicy: 'https-only', OriginSSLProtocols: ['TLSv1.2'] },
            OriginCustomHeaders: [
              {
                HeaderName: originHeader,
                HeaderValue: '{{resolve:secretsmanager:acme/ocore-origin:SecretString:::}}',
              },
            ],
          }),
        ],
      },
    });
  });

  it('passes every method and header on but the host, and keeps no answer of the API', () => {
    const [distribution] = Object.values(template.findResources('AWS::CloudFront::Distribution'));

    const { DefaultCacheBehavior: behaviour } = distribution?.Properties.DistributionConfig ?? {};
    expect(behaviour.AllowedMethods).toEqual(['GET', 'HEAD', 'OPTIONS', 'PUT', 'PATCH', 'POST', 'DELETE']);
    // Managed-CachingDisabled and Managed-AllViewerExceptHostHeader.
    expect(behaviour.CachePolicyId).toBe('4135ea2d-6df8-44a3-9df3-4b5a84be39ad');
    expect(behaviour.OriginRequestPolicyId).toBe('b689b0a8-53d0-40ab-baf2-68738e2966ac');
  });

  it('counts callers, and answers those over their share what clients wait for', () => {
    const [firewall] = Object.values(template.findResources('AWS::WAFv2::WebACL'));

    const rules = (firewall?.Properties.Rules ?? []) as Record<string, never>[];
    expect(rules.map(({ Name, Action }) => [Name, Action])).toEqual(
      ['webhooks', 'callers'].map((name) => [
        name,
        {
          Block: { CustomResponse: { ResponseCode: 429, ResponseHeaders: [{ Name: 'Retry-After', Value: '60' }] } },
        },
      ]),
    );
    expect(JSON.stringify(template.toJSON())).toContain('"WebACLId"');
  });
});
