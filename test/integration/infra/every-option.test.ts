import { rmSync } from 'node:fs';
import { afterAll, describe, expect, it, vi } from 'vitest';
import { everyOption } from './every-option.ts';
import { stubFolder } from './stub-bundle.ts';
import { Synthesized } from './synthesized.ts';

vi.mock('#infra/bundle.ts', () => import('./stub-bundle.ts'));
afterAll(() => rmSync(stubFolder, { recursive: true, force: true }));

describe('the stacks with every option', () => {
  const app = Synthesized.of(everyOption, 'us-east-1');

  it.each([
    ['a domain', 'AWS::ApiGatewayV2::DomainName'],
    ['its address in Route 53', 'AWS::Route53::RecordSetGroup'],
    ['a pool of Cognito', 'AWS::Cognito::UserPool'],
    ['a KMS key', 'AWS::KMS::Key'],
    ['a receiver with executions of its own', 'AWS::Lambda::Alias'],
    ['an archive of events', 'AWS::Events::Archive'],
    ['a subscription to alarms', 'AWS::SNS::Subscription'],
    ['a policy for runners', 'AWS::IAM::ManagedPolicy'],
    ['a deployer by CodeBuild', 'AWS::CodeBuild::Project'],
  ])('have %s', (_, type) => {
    expect(app.one(type).Type).toBe(type);
  });

  it('have ways into the private network for the table and the secrets', () => {
    expect(app.ofType('AWS::EC2::VPCEndpoint')).toHaveLength(2);
  });
});
