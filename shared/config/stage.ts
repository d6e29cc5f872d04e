/** The stage whose metrics are written; undefined with `npm start`, which writes none. */
export const meteredStage = (): string | undefined => process.env.OCORE_STAGE;

/** Whether Lambda has started this process ahead of any call, to keep it warm. */
export const isStartedAhead = (): boolean => process.env.AWS_LAMBDA_INITIALIZATION_TYPE === 'provisioned-concurrency';
