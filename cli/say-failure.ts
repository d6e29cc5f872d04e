import { ApiFailure } from '#shared/client/api-failure.ts';
import { say } from './output.ts';
import { SignInFailure } from './sign-in/sign-in-failure.ts';
import { UsageError } from './usage-error.ts';

const codes: Readonly<Record<number, string>> = {
  0: 'unreachable',
  401: 'unauthenticated',
  403: 'permission_missing',
  404: 'not_found',
  409: 'conflict',
  413: 'body_too_large',
  429: 'rate_limited',
  503: 'service_unavailable',
};

/** The document of a failure; where the service sent none, one of the same form with as much as is known. */
const documentOf = (error: unknown): object => {
  const detail = error instanceof Error ? error.message : String(error);
  if (error instanceof ApiFailure)
    return error.problem ?? { code: codes[error.status] ?? 'internal', status: error.status, detail };
  if (error instanceof SignInFailure) return { code: 'unauthenticated', detail };
  return { code: error instanceof UsageError ? 'usage' : 'failed', detail };
};

/** Prints a failure: title, detail, invalid fields, code and request id. A detail that begins with the title stands alone. */
export const sayFailure = (error: unknown, json: boolean): void => {
  if (json) {
    say(JSON.stringify(documentOf(error)));
    return;
  }
  if (!(error instanceof ApiFailure)) {
    say(`ocore: ${error instanceof Error ? error.message : String(error)}`);
    return;
  }
  if (error.problem === null) {
    say(`ocore: ${error.message}`);
    if (error.status === 401) say('Sign in with ocore login, or set OCORE_TOKEN to an API key.');
    return;
  }
  const { title, detail, errors, code, requestId } = error.problem;
  say(`ocore: ${detail.startsWith(title) ? detail : `${title}. ${detail}`}`);
  if ((errors?.length ?? 0) > 1) for (const field of errors ?? []) say(`  ${field.pointer.slice(2)}: ${field.detail}`);
  say(`  code: ${code}   request: ${requestId}`);
};
