/** What every name of a stage begins with that is not generated: `ocore`, or `ocore-<stage>`. */
export const namePrefix = (stage: string): string => (stage === 'prod' ? 'ocore' : `ocore-${stage}`);
