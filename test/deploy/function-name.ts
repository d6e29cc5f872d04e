import { type LambdaClient, paginateListFunctions } from '@aws-sdk/client-lambda';

/**
 * The name of a deployed function, which AWS gave it.
 * @param description for instance `oCore: schedules/tick`
 * @throws Error if there is none
 */
export const functionName = async (lambda: LambdaClient, description: string): Promise<string> => {
  for await (const { Functions = [] } of paginateListFunctions({ client: lambda }, {})) {
    const found = Functions.find((one) => one.Description === description)?.FunctionName;
    if (found !== undefined) return found;
  }
  throw new Error(`No function is described as ${description}.`);
};
