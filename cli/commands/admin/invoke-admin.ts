import type { LambdaClient } from '@aws-sdk/client-lambda';
import * as z from 'zod/mini';
import { ApiFailure } from '#shared/client/api-failure.ts';
import { type ProblemCode, problemCodes } from '#shared/contract/problem-code.ts';
import { AwsFailure, awsFailureOf } from '../../aws-failure.ts';
import { proxiedAgent } from '../../proxied-agent.ts';
import { requireSafeAddress } from '../../service-address.ts';

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

const failureOf = (error: unknown, functionName: string, option: string): AwsFailure => {
  const missing = `There is no function ${functionName} in this account and region. Check AWS_PROFILE, AWS_REGION and ${option}.`;
  const failure = awsFailureOf(error, missing);
  if (process.env.OCORE_ADMIN_ENDPOINT === undefined) return failure;
  const sentence = 'OCORE_ADMIN_ENDPOINT does not take the call. Take the address that npm start prints while it runs.';
  return new AwsFailure(`${sentence} (${failure.message})`, failure.exitCode, error);
};

// With `npm start` the endpoint's path contains the key, so no AWS identity is needed.
const clientOf = (Client: typeof LambdaClient, endpoint: string | undefined): LambdaClient => {
  if (endpoint === undefined) return new Client({ requestHandler: { httpsAgent: proxiedAgent() } });
  requireSafeAddress('OCORE_ADMIN_ENDPOINT', endpoint);
  const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
  return new Client({ endpoint, region: 'us-east-1', credentials });
};

/**
 * Invokes an admin function with the caller's AWS identity.
 * @param answer of the function @param option of the command that names the function
 * @throws ApiFailure for a refusal, AwsFailure where the call does not arrive
 */
export const invokeAdmin = async <S extends z.ZodMiniType>(
  functionName: string,
  input: object,
  answer: S,
  option = '--function',
): Promise<z.output<S>> => {
  // Loaded here, because the AWS SDK is larger than everything else of the command.
  const { InvokeCommand, LambdaClient: Client } = await import('@aws-sdk/client-lambda');
  const client = clientOf(Client, process.env.OCORE_ADMIN_ENDPOINT);
  const command = new InvokeCommand({ FunctionName: functionName, Payload: JSON.stringify(input) });
  const { Payload, FunctionError } = await client.send(command).catch((error: unknown) => {
    throw failureOf(error, functionName, option);
  });
  const answered: unknown = JSON.parse(new TextDecoder().decode(Payload));
  if (FunctionError !== undefined) throw refusalOf(answered);
  return answer.parse(answered);
};
