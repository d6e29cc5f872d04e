import * as z from 'zod';

/** How AWS lists things of a kind. */
type Listing = {
  /** In the signature of a request. */
  readonly service: string;
  /** An operation of an API with JSON, or a path. */
  readonly target: string;
  /** The field of an answer that holds the list. */
  readonly list: string;
  /** What names a thing, where the list does not hold names. */
  readonly name?: string;
  /** The field of the answer that names the next page, and that of the request. */
  readonly next?: readonly [string, string];
};

const token = ['NextToken', 'NextToken'] as const;
const marker = ['NextMarker', 'Marker'] as const;
const listings: readonly Listing[] = [
  { service: 'dynamodb', target: 'DynamoDB_20120810.ListTables', list: 'TableNames' },
  { service: 'secretsmanager', target: 'secretsmanager.ListSecrets', list: 'SecretList', name: 'Name', next: token },
  {
    service: 'logs',
    target: 'Logs_20140328.DescribeLogGroups',
    list: 'logGroups',
    name: 'logGroupName',
    next: ['nextToken', 'nextToken'],
  },
  { service: 'ssm', target: 'AmazonSSM.DescribeParameters', list: 'Parameters', name: 'Name', next: token },
  { service: 'kms', target: 'TrentService.ListKeys', list: 'Keys', name: 'KeyId', next: marker },
  { service: 'events', target: 'AWSEvents.ListEventBuses', list: 'EventBuses', name: 'Name', next: token },
  { service: 'events', target: 'AWSEvents.ListRules', list: 'Rules', name: 'Name', next: token },
  { service: 'sqs', target: 'AmazonSQS.ListQueues', list: 'QueueUrls', next: token },
  {
    service: 'monitoring',
    target: 'GraniteServiceVersion20100801.DescribeAlarms',
    list: 'MetricAlarms',
    name: 'AlarmName',
    next: token,
  },
  {
    service: 'monitoring',
    target: 'GraniteServiceVersion20100801.ListDashboards',
    list: 'DashboardEntries',
    name: 'DashboardName',
    next: token,
  },
  { service: 'lambda', target: '/2015-03-31/functions', list: 'Functions', name: 'FunctionName', next: marker },
  {
    service: 'lambda',
    target: '/2015-03-31/event-source-mappings',
    list: 'EventSourceMappings',
    name: 'UUID',
    next: marker,
  },
  { service: 'apigateway', target: '/v2/apis', list: 'items', name: 'apiId' },
];

const Page = z.record(z.string(), z.unknown());
const Things = z.array(z.union([z.string(), Page]));

const signed = (service: string): string =>
  `AWS4-HMAC-SHA256 Credential=test/20261128/us-east-1/${service}/aws4_request, SignedHeaders=host, Signature=x`;

const ask = async (endpoint: string, { service, target }: Listing, page: object): Promise<z.infer<typeof Page>> => {
  const headers = { authorization: signed(service), 'content-type': 'application/x-amz-json-1.1' };
  const answer = target.startsWith('/')
    ? await fetch(`${endpoint}${target}?${new URLSearchParams(Object.entries(page))}`, { headers })
    : await fetch(endpoint, {
        method: 'POST',
        headers: { ...headers, 'x-amz-target': target },
        body: JSON.stringify(page),
      });
  if (!answer.ok) throw new Error(`${target}: ${answer.status} ${await answer.text()}`);
  return Page.parse(await answer.json());
};

const namesOf = async (endpoint: string, listing: Listing): Promise<readonly string[]> => {
  const { service, list, name = '', next = ['', ''] } = listing;
  const found: string[] = [];
  let page: Record<string, unknown> = {};
  do {
    const answer = await ask(endpoint, listing, page);
    found.push(
      ...Things.parse(answer[list] ?? []).map((one) => `${service} ${typeof one === 'string' ? one : one[name]}`),
    );
    const following = answer[next[0]];
    page = following === undefined || following === null || following === '' ? {} : { [next[1]]: following };
  } while (Object.keys(page).length > 0);
  return found;
};

/** What is listed by the older protocol, which answers in XML. */
const queried = [
  { service: 'sns', query: 'Action=ListTopics&Version=2010-03-31', name: /<TopicArn>([^<]+)</g },
  { service: 'iam', query: 'Action=ListRoles&Version=2010-05-08&MaxItems=1000', name: /<RoleName>([^<]+)</g },
];

/** What an account holds of each kind that a stage makes: `kms 1234-…`. */
export const inventory = async (endpoint: string): Promise<ReadonlySet<string>> => {
  const inXml = queried.map(async ({ service, query, name }) => {
    const headers = { authorization: signed(service), 'content-type': 'application/x-www-form-urlencoded' };
    const answer = await fetch(endpoint, { method: 'POST', headers, body: query });
    return [...(await answer.text()).matchAll(name)].map(([, one]) => `${service} ${one}`);
  });
  return new Set((await Promise.all([...listings.map((one) => namesOf(endpoint, one)), ...inXml])).flat());
};
