import { CfnOutput } from 'aws-cdk-lib';
import { CfnDomainName } from 'aws-cdk-lib/aws-apigatewayv2';
import { CfnRecordSetGroup } from 'aws-cdk-lib/aws-route53';
import { Construct } from 'constructs';
import type { DeploymentConfig } from '../config.ts';

/**
 * The address of one's own: the domain at API Gateway, and its records where the zone is at Route 53. Elsewhere the outputs tell
 * what to enter. Source: https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-custom-domain-names.html
 */
export class OwnDomain extends Construct {
  readonly name: CfnDomainName;

  constructor(scope: Construct, domain: NonNullable<DeploymentConfig['domain']>) {
    super(scope, 'OwnDomain');
    const { certificateArn, hostedZoneId } = domain;
    // Its construct stands where it stood, so that a deployed domain is not made a second time.
    this.name = new CfnDomainName(scope, 'Domain', {
      domainName: domain.name,
      domainNameConfigurations: [{ certificateArn, endpointType: 'REGIONAL', securityPolicy: 'TLS_1_2' }],
    });
    const target = { dnsName: this.name.attrRegionalDomainName, hostedZoneId: this.name.attrRegionalHostedZoneId };
    new CfnOutput(this, 'DnsTarget', {
      value: target.dnsName,
      description: `Where the DNS points ${domain.name} to: a CNAME, or an alias in this zone:`,
    }).overrideLogicalId('DomainDnsTarget');
    new CfnOutput(this, 'ZoneId', { value: target.hostedZoneId }).overrideLogicalId('DomainZoneId');
    if (hostedZoneId === undefined) return;
    const record = { name: domain.name, type: 'A', aliasTarget: target };
    new CfnRecordSetGroup(this, 'Records', { hostedZoneId, recordSets: [record] });
  }
}
