import type { APIGatewayProxyEventV2 } from 'aws-lambda';

/** A request as the gateway hands it on, with what a test changes. */
export const eventOf = (
  change: Partial<APIGatewayProxyEventV2> & { readonly method?: string } = {},
): APIGatewayProxyEventV2 => {
  const { method = 'GET', ...fields } = change;
  return {
    version: '2.0',
    routeKey: '$default',
    rawPath: '/api/projects',
    rawQueryString: '',
    headers: {},
    requestContext: {
      accountId: '000000000000',
      apiId: 'test',
      domainName: 'localhost',
      domainPrefix: 'localhost',
      http: { method, path: '/api/projects', protocol: 'HTTP/1.1', sourceIp: '127.0.0.1', userAgent: 'test' },
      requestId: '01J00000000000000000000000',
      routeKey: '$default',
      stage: '$default',
      time: '23/Nov/2026:10:00:00 +0000',
      timeEpoch: 1795428000000,
    },
    isBase64Encoded: false,
    ...fields,
  };
};
