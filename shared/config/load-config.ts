/**
 * The pattern of each variable, and its description. Plain patterns, because every function loads them at every cold
 * start.
 */
const variables = {
  TABLE_NAME: [/^[A-Za-z0-9_.-]{3,255}$/, 'must be the name of a DynamoDB table'],
  PUBLIC_URL: [
    /^https?:\/\/[^\s/]+$/,
    'must be the address that clients and Git providers reach, without a slash at its end',
  ],
  SECRET_PREFIX: [/^ocore(-[a-z][a-z0-9-]{0,19})?$/, "must be what the names of the stage's secrets begin with"],
  SECRET_KEY_ARN: [/^arn:[^:\s]+:kms:[^:\s]+:[^:\s]+:key\/\S+$/, 'must be the ARN of a KMS key'],
  ROOT_SECRET_ID: [/./s, 'must be the name or ARN of the root key in Secrets Manager'],
  LEASE_SECRET_ID: [/./s, 'must be the name or ARN of the lease key in Secrets Manager'],
  EVENT_BUS_NAME: [/./s, 'must be the name of the event bus'],
  DEAD_LETTER_QUEUE_URL: [/^https?:\/\/[^\s/]+\/\S+$/, 'must be the URL of an SQS queue'],
  DEAD_LETTER_QUEUES: [/^\w+=[\w-]*( \w+=[\w-]*)*$/, 'must name each queue as Name=queue, with a space between'],
  ALARM_TOPIC_ARN: [/^arn:[^:\s]+:sns:\S+$/, 'must be the ARN of an SNS topic'],
  DEPLOYMENT_OPTIONS: [/^\{.+\}$/s, 'must be the JSON that infra/deployed-options.ts makes of the configuration'],
  ORIGIN_SHA256: [/^[0-9a-f]{64}(,[0-9a-f]{64})?$/, 'must be one or two SHA-256 in hexadecimal, with a comma between'],
  SIGN_IN: [/^(null|\{.+\})$/s, 'must be null or the JSON that infra/config.ts makes of the setting auth'],
  AWS_REGION: [/^[a-z]{2,}(-[a-z]+)+-\d$/, 'must be an AWS region such as eu-central-1'],
} as const satisfies Record<string, readonly [RegExp, string]>;

export type Variable = keyof typeof variables;

/**
 * Reads the environment variables of a function. It is called at module load, so that a bad configuration fails the
 * start with one message that lists every problem.
 * @throws Error that lists each invalid variable and what it must be
 */
export const loadConfig = <const Needed extends readonly Variable[]>(
  needed: Needed,
  environment: NodeJS.ProcessEnv = process.env,
): Readonly<Record<Needed[number], string>> => {
  const problems: string[] = [];
  const config: Partial<Record<Variable, string>> = {};
  for (const name of needed) {
    const value = environment[name];
    const [form, mustBe] = variables[name];
    if (value === undefined) problems.push(`${name} is not set`);
    else if (!form.test(value)) problems.push(`${name} ${mustBe}`);
    else config[name] = value;
  }
  if (problems.length > 0) throw new Error(`The configuration is not valid: ${problems.join('; ')}.`);
  return config as Record<Needed[number], string>;
};
