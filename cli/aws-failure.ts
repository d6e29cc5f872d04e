import { exitCodes } from './exit-codes.ts';
import { explainFault } from './network.ts';

/** A call of AWS that did not succeed, in sentences that say what to do. */
export class AwsFailure extends Error {
  override readonly name = 'AwsFailure';
  readonly exitCode: number;

  constructor(message: string, exitCode: number, cause: unknown) {
    super(message, { cause });
    this.exitCode = exitCode;
  }
}

type Reading = { readonly sentence: string; readonly exitCode: number };

// By the names that the services and the SDK's chain of credentials give.
const notSignedIn = /^(CredentialsProviderError|TokenProviderError)$/;
const notAccepted =
  /^(ExpiredToken|ExpiredTokenException|UnrecognizedClientException|InvalidClientTokenId|InvalidSignatureException|SignatureDoesNotMatch|MissingAuthenticationToken.*)$/;
const notPermitted = /^AccessDenied(Exception)?$/;
const limited = /Throttl|TooManyRequests|LimitExceeded/;

const statusOf = (error: Error): number | null => {
  const metadata = '$metadata' in error ? (error.$metadata as { readonly httpStatusCode?: number }) : {};
  return metadata.httpStatusCode ?? null;
};

const codeOf = (error: Error): string =>
  'code' in error && typeof error.code === 'string' && error.code !== '' ? error.code : error.name;

const readingOf = (error: Error, missing: string): Reading => {
  const { name, message } = error;
  const status = statusOf(error);
  const words = message.trim().replace(/\.$/, '');
  if (words === 'Region is missing') {
    return {
      sentence: 'No AWS region is set. Set AWS_REGION, for instance to eu-central-1.',
      exitCode: exitCodes.usage,
    };
  }
  if (notSignedIn.test(name)) {
    const sentence = `There are no AWS credentials (${words}). Sign in, or set AWS_PROFILE or AWS_ACCESS_KEY_ID.`;
    return { sentence, exitCode: exitCodes.notSignedIn };
  }
  if (notAccepted.test(name)) {
    const sentence = `AWS does not accept the credentials (${words}). Sign in again, and check AWS_PROFILE and AWS_REGION.`;
    return { sentence, exitCode: exitCodes.notSignedIn };
  }
  if (notPermitted.test(name))
    return { sentence: `AWS does not permit it: ${words}.`, exitCode: exitCodes.notPermitted };
  if (name === 'ResourceNotFoundException') return { sentence: missing, exitCode: exitCodes.notFound };
  if (limited.test(name) || status === 429 || (status ?? 0) >= 500) {
    return { sentence: `AWS is not available at the moment (${name}). Try again.`, exitCode: exitCodes.retryable };
  }
  if (status === null) {
    const why = explainFault(error) ?? 'does not answer';
    const sentence = `AWS ${why} (${codeOf(error)}). Check the region and the network.`;
    return { sentence, exitCode: exitCodes.retryable };
  }
  return { sentence: `AWS refused the call: ${words} (${name}).`, exitCode: exitCodes.failed };
};

/**
 * Reads what the AWS SDK threw.
 * @param missing the sentence for a resource that is not there
 */
export const awsFailureOf = (error: unknown, missing: string): AwsFailure => {
  const { sentence, exitCode } = readingOf(error instanceof Error ? error : new Error(String(error)), missing);
  return new AwsFailure(sentence, exitCode, error);
};
