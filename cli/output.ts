import { ApiFailure } from '#shared/client/api-failure.ts';

/** Prints data to standard output. */
export const print = (line: string): void => {
  process.stdout.write(`${line}\n`);
};

/** Prints messages to standard error. */
export const say = (line: string): void => {
  process.stderr.write(`${line}\n`);
};

/** Prints a failure: title, detail, invalid fields, code and request id. */
export const sayFailure = (error: unknown, json: boolean): void => {
  if (!(error instanceof ApiFailure)) {
    say(`ocore: ${error instanceof Error ? error.message : String(error)}`);
    return;
  }
  if (error.problem === null) {
    say(`ocore: ${error.message}`);
    if (error.status === 401) say('Set OCORE_TOKEN to an API key.');
    return;
  }
  if (json) {
    say(JSON.stringify(error.problem));
    return;
  }
  const { title, detail, errors, code, requestId } = error.problem;
  say(`ocore: ${title}. ${detail}`);
  if ((errors?.length ?? 0) > 1) for (const field of errors ?? []) say(`  ${field.pointer.slice(2)}: ${field.detail}`);
  say(`  code: ${code}   request: ${requestId}`);
};
