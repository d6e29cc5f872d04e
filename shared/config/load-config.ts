import * as z from 'zod/mini';

const variables = {
  TABLE_NAME: z.string().check(z.regex(/^[A-Za-z0-9_.-]{3,255}$/, 'must be the name of a DynamoDB table')),
  PUBLIC_URL: z
    .string()
    .check(
      z.regex(
        /^https?:\/\/[^\s/]+$/,
        'must be the address that clients and Git providers reach, without a slash at its end',
      ),
    ),
  ROOT_SECRET_ID: z.string().check(z.minLength(1, 'must be the name or ARN of the root key in Secrets Manager')),
  EVENT_BUS_NAME: z.string().check(z.minLength(1, 'must be the name of the event bus')),
  AWS_REGION: z.string().check(z.regex(/^[a-z]{2,}(-[a-z]+)+-\d$/, 'must be an AWS region such as eu-central-1')),
};

export type Variable = keyof typeof variables;

/**
 * Reads the environment variables that a function needs. Called at module load, so that a bad configuration fails the
 * start with every problem in one message.
 * @throws Error that lists each variable at fault and what it must be
 */
export const loadConfig = <const Needed extends readonly Variable[]>(
  needed: Needed,
  environment: NodeJS.ProcessEnv = process.env,
): Readonly<Record<Needed[number], string>> => {
  const problems: string[] = [];
  const config: Partial<Record<Variable, string>> = {};
  for (const name of needed) {
    const parsed = variables[name].safeParse(environment[name]);
    if (parsed.success) config[name] = parsed.data;
    else if (environment[name] === undefined) problems.push(`${name} is not set`);
    else problems.push(`${name} ${parsed.error.issues[0]?.message ?? 'is not valid'}`);
  }
  if (problems.length > 0) throw new Error(`The configuration is not valid: ${problems.join('; ')}.`);
  return config as Record<Needed[number], string>;
};
