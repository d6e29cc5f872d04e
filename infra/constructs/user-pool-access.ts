import { Stack } from 'aws-cdk-lib';
import { CfnManagedLoginBranding, CfnUserPoolClient } from 'aws-cdk-lib/aws-cognito';
import { Construct } from 'constructs';
import { defaultScopes, type SignIn } from '#shared/config/sign-in.ts';
import { redirectUris } from '#shared/contract/redirect-uris.ts';

/**
 * How console and CLI get into the user pool: a public client, which signs in by code with PKCE and by nothing else. It
 * cannot call Cognito for a person (`aws.cognito.signin.user.admin`): a stolen token would change their address.
 */
export class UserPoolAccess extends Construct {
  readonly signIn: SignIn;

  constructor(scope: Construct, id: string, userPoolId: string, publicUrl: string) {
    super(scope, id);
    const client = new CfnUserPoolClient(this, 'Client', {
      userPoolId,
      clientName: 'ocore',
      generateSecret: false,
      allowedOAuthFlowsUserPoolClient: true,
      allowedOAuthFlows: ['code'],
      allowedOAuthScopes: [...defaultScopes],
      callbackUrLs: redirectUris(publicUrl),
      logoutUrLs: [publicUrl],
      supportedIdentityProviders: ['COGNITO'],
      explicitAuthFlows: ['ALLOW_REFRESH_TOKEN_AUTH'],
      preventUserExistenceErrors: 'ENABLED',
      enableTokenRevocation: true,
      accessTokenValidity: 60,
      idTokenValidity: 60,
      refreshTokenValidity: 30,
      tokenValidityUnits: { accessToken: 'minutes', idToken: 'minutes', refreshToken: 'days' },
    });
    // Managed login shows nothing without it.
    new CfnManagedLoginBranding(this, 'Branding', {
      userPoolId,
      clientId: client.ref,
      useCognitoProvidedValues: true,
    });
    const { region, urlSuffix } = Stack.of(this);
    this.signIn = {
      kind: 'cognito',
      issuer: `https://cognito-idp.${region}.${urlSuffix}/${userPoolId}`,
      clientId: client.ref,
      // Its access tokens have no audience.
      audience: client.ref,
      discoveryUrl: null,
      scopes: [...defaultScopes],
      authorizationParameters: {},
    };
  }
}
