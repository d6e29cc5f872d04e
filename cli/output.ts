import { ApiFailure } from '#shared/client/api-failure.ts';

/** Data for the next program, on standard output. */
export const print = (line: string): void => {
  process.stdout.write(`${line}\n`);
};

/** Words for a person, on standard error. */
export const say = (line: string): void => {
  process.stderr.write(`${line}\n`);
};

/** Shows what went wrong: the problem's title, its detail, the fields at fault, its code and the request id. */
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
