/** The beginning of every name in a stage that is not generated: `ocore`, or `ocore-<stage>`. */
export const namePrefix = (stage: string): string => (stage === 'prod' ? 'ocore' : `ocore-${stage}`);
