import type { Answer } from '#test/call.ts';
import { acceptedRefusals } from './accepted-refusals.ts';
import { checker, describedAnswer, type GeneratedRequest } from './generated-requests.ts';

type ProblemBody = {
  readonly code?: string;
  readonly detail?: string;
  readonly errors?: readonly { pointer: string; detail: string }[];
};

/** What is refused as not valid, `pointer: detail` each. */
const refusalsOf = ({ code, detail, errors }: ProblemBody): string[] =>
  code !== 'validation_failed' && code !== 'malformed_json'
    ? []
    : (errors?.map((one) => `${one.pointer}: ${one.detail}`) ?? [`${code}: ${detail}`]);

/** What an answer has against openapi.json, one sentence each; none if it is as the document says. */
export const answerFaults = (request: GeneratedRequest, answer: Answer): string[] => {
  const { operation, isValid } = request;
  const described = describedAnswer(operation, answer.status);
  if (described === undefined) return [`${answer.status} is not in the document: ${answer.text.slice(0, 300)}`];
  const faults: string[] = [];
  // The one failure that no test can avoid: Git providers are out of reach.
  if (answer.status >= 500 && answer.status !== 502) faults.push(`failed with ${answer.status}: ${answer.text}`);
  const headers = 'headers' in described ? (described.headers ?? {}) : {};
  for (const [name, header] of Object.entries(headers)) {
    if (header.required === true && answer.headers[name.toLowerCase()] === undefined) faults.push(`${name} is missing`);
  }
  const type = answer.headers['content-type']?.split(';')[0] ?? '';
  const content = described.content ?? {};
  if (answer.text === '') {
    if (Object.keys(content).length > 0) faults.push('the body is missing');
  } else if (!(type in content)) faults.push(`its type is ${type}, of ${Object.keys(content).join(', ') || 'none'}`);
  else if (/json$/.test(type)) {
    const body: unknown = JSON.parse(answer.text);
    faults.push(...checker.faults(content[type]?.schema ?? {}, body));
    if (isValid && answer.status === 400) {
      const refused = refusalsOf(body as ProblemBody);
      const strange = refused.filter((one) => !acceptedRefusals.some(({ faults: known }) => known.test(one)));
      faults.push(...strange.map((one) => `is right by the document, and refused: ${one}`));
    }
  }
  if (!isValid && answer.status < 400 && answer.status !== 304)
    faults.push(`is wrong by the document, and answered with ${answer.status}`);
  return faults;
};
