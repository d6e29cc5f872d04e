import { App, CfnOutput, Stack } from 'aws-cdk-lib';
import { Certificate, CertificateValidation } from 'aws-cdk-lib/aws-certificatemanager';
import { HostedZone } from 'aws-cdk-lib/aws-route53';
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import { OcoreProjects } from 'ocore-projects-cdk';

const zoneName = 'example.com';
const domainName = `ocore.${zoneName}`;

const stack = new Stack(new App(), 'OcoreOwnDomain');
const zone = HostedZone.fromHostedZoneAttributes(stack, 'Zone', { hostedZoneId: 'Z0123456789ABC', zoneName });
const certificate = new Certificate(stack, 'Certificate', {
  domainName,
  validation: CertificateValidation.fromDns(zone),
});

// People sign in with an e-mail address and a password. Whoever is invited to the organisation gets in.
const ocore = new OcoreProjects(stack, 'Projects', {
  domain: { name: domainName, certificateArn: certificate.certificateArn, hostedZoneId: zone.hostedZoneId },
  auth: { cognito: true },
});

ocore.alarmTopic.addSubscription(new EmailSubscription('ops@example.com'));
new CfnOutput(stack, 'CreateOrganizationCommand', { value: ocore.createOrganizationCommand });
