import { acceptedRefusals } from './accepted-refusals.ts';

/** An answer that differs from openapi.json by Schemathesis's rules. */
export type Finding = {
  readonly check: string;
  readonly operation: string;
  readonly status: number;
  /** Of the problem; null if the body is none. */
  readonly code: string | null;
  /** The fields at fault, `pointer: detail`; else the detail of the problem. */
  readonly faults: readonly string[];
};

type Accepted = { readonly check: string; readonly codes: readonly string[]; readonly reason: string };

const refused = 'positive_data_acceptance';

/** What a schema cannot say, beside the fields of `acceptedRefusals`. Everything else that Schemathesis finds fails the test. */
const acceptedFindings: readonly Accepted[] = [
  {
    check: refused,
    codes: ['precondition_failed'],
    reason: 'Which ETag is the newest depends on what is stored.',
  },
  {
    check: refused,
    codes: ['invalid_cursor'],
    reason: 'A cursor is bound to the query that it came from.',
  },
  {
    check: refused,
    codes: ['idempotency_mismatch'],
    reason: 'Whether a key was used with another body depends on what is stored.',
  },
  {
    check: refused,
    codes: ['repository_url_invalid', 'repository_host_not_allowed'],
    reason: 'Which hosts are allowed, and what their providers make of a path, depends on the settings.',
  },
  {
    check: 'not_a_server_error',
    codes: ['provider_failed'],
    reason: 'The answer is documented, and true: no test reaches a Git provider.',
  },
];

/** Whether a finding is one that is accepted. */
export const isAccepted = ({ check, code, faults }: Finding): boolean =>
  acceptedFindings.some((one) => one.check === check && one.codes.includes(code ?? '')) ||
  (check === refused &&
    code === 'validation_failed' &&
    faults.length > 0 &&
    faults.every((fault) => acceptedRefusals.some((known) => known.faults.test(fault))));
