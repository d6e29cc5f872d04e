/**
 * Replaces `@aws-sdk/endpoint-cache` in the bundles. The DynamoDB client constructs one for endpoint discovery, which no
 * command of DynamoDB uses. This saves 8 KB in each function.
 */
export class EndpointCache {}
