/**
 * Replaces `@smithy/core/event-streams` in the bundles. No call that oCore makes to AWS has an event stream: Lambda
 * functions are invoked without one. This saves 14 KB in each function.
 */
export const resolveEventStreamSerdeConfig = <T>(config: T): T => config;
export const eventStreamSerdeProvider = (): never => {
  throw new Error('oCore makes no call with an event stream.');
};
export { eventStreamSerdeProvider as EventStreamSerde };
