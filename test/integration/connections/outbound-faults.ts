import { CallFailed } from '#shared/network/guarded-fetch.ts';
import type { AwsFaults, Fault } from '#test/integration/aws-faults.ts';
import { outbound } from './outbound.ts';

/** The connection to AWS broke. */
class Crash extends Error {
  override readonly name = 'Crash';
}

/**
 * Runs `work` and hits it at one of its outbound calls: those to DynamoDB, Secrets Manager and the provider, counted in one
 * sequence. @returns its result, what was called in order, and whether the fault was reached
 */
export const hittingAny = async <T>(
  aws: AwsFaults,
  fault: Fault,
  work: () => Promise<T>,
): Promise<{ result: T; calls: string[]; hit: boolean }> => {
  const calls: string[] = [];
  const call = async <R>(what: string, send: () => Promise<R>, failure: (text: string) => Error): Promise<R> => {
    const number = calls.push(what);
    if (number < fault.at || (number > fault.at && fault.how === 'once')) return send();
    if (number === fault.at && fault.when === 'after') await send();
    throw failure(`${what}, call ${number}`);
  };
  const result = await aws.during(
    (command, _input, send) => call(command, send, (text) => new Crash(text)),
    () => outbound.during((what, send) => call(what, send, (text) => new CallFailed(text)), work),
  );
  return { result, calls, hit: calls.length >= fault.at };
};
