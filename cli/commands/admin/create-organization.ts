import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import type { Command } from 'commander';
import * as z from 'zod';
import { ApiFailure } from '#shared/client/api-failure.ts';
import { Organization } from '#shared/contract/me.ts';
import { type ProblemCode, problemCodes } from '#shared/contract/problem-code.ts';
import { AwsFailure, awsFailureOf } from '../../aws-failure.ts';
import { proxiedAgent } from '../../network.ts';
import { print, say } from '../../output.ts';
import { requireSafeAddress } from '../../service-address.ts';

const Created = z.object({ organization: Organization, apiKey: z.string() });
const Failed = z.object({ errorType: z.string(), errorMessage: z.string() });

const isProblemCode = (text: string): text is ProblemCode => Object.hasOwn(problemCodes, text);

/** What the function says of a refusal: it names its error by the problem code. */
const refusalOf = (answer: unknown): Error => {
  const failed = Failed.safeParse(answer);
  if (!failed.success) return new Error('The function failed. Look at its log.');
  const { errorType, errorMessage } = failed.data;
  if (!isProblemCode(errorType)) return new Error(`The function failed: ${errorMessage} Look at its log.`);
  return new ApiFailure(errorMessage, { status: problemCodes[errorType].status });
};

const failureOf = (error: unknown, functionName: string): AwsFailure => {
  const missing = `There is no function ${functionName} in this account and region. Check AWS_PROFILE, AWS_REGION and --function.`;
  const failure = awsFailureOf(error, missing);
  if (process.env.OCORE_ADMIN_ENDPOINT === undefined) return failure;
  const sentence = 'OCORE_ADMIN_ENDPOINT does not take the call. Take the address that npm start prints while it runs.';
  return new AwsFailure(`${sentence} (${failure.message})`, failure.exitCode, error);
};

// With `npm start` the endpoint's path contains the key, so no AWS identity is needed.
const clientOf = (endpoint: string | undefined): LambdaClient => {
  if (endpoint === undefined) return new LambdaClient({ requestHandler: { httpsAgent: proxiedAgent() } });
  requireSafeAddress('OCORE_ADMIN_ENDPOINT', endpoint);
  const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
  return new LambdaClient({ endpoint, region: 'us-east-1', credentials });
};

const invoke = async (functionName: string, input: object): Promise<z.infer<typeof Created>> => {
  const client = clientOf(process.env.OCORE_ADMIN_ENDPOINT);
  const command = new InvokeCommand({ FunctionName: functionName, Payload: JSON.stringify(input) });
  const { Payload, FunctionError } = await client.send(command).catch((error: unknown) => {
    throw failureOf(error, functionName);
  });
  const answer: unknown = JSON.parse(new TextDecoder().decode(Payload));
  if (FunctionError !== undefined) throw refusalOf(answer);
  return Created.parse(answer);
};

/**
 * `ocore admin create-organization`: invokes the admin Lambda with the caller's AWS identity.
 * Source: docs/design/security-model.md, "The first organisation".
 */
export const addCreateOrganization = (admin: Command): void => {
  admin
    .command('create-organization')
    .description('Create an organisation and its first API key, which is shown this once')
    .requiredOption('--slug <slug>', 'short name for X-Org-Slug: lower-case letters, digits and dashes')
    .requiredOption('--name <name>', 'the display name')
    .option('--function <name>', 'the admin function, if the stage is not prod')
    .addHelpText(
      'after',
      '\nExample:\n  ocore admin create-organization --slug acme --name "Acme Corp"\n\nWith npm start: OCORE_ADMIN_ENDPOINT=<adminEndpoint of npm start -- --json>',
    )
    .action(async (options: { slug: string; name: string; function?: string }) => {
      const functionName = options.function ?? process.env.OCORE_ADMIN_FUNCTION ?? 'ocore-create-organization';
      const { organization, apiKey } = await invoke(functionName, { slug: options.slug, name: options.name });
      print(JSON.stringify({ organization, apiKey }));
      say('Keep the API key: it is not shown again.');
    });
};
