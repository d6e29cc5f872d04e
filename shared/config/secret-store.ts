/**
 * The Secrets Manager of `npm start`, from which a runner on the same machine reads the deploy key: its address, and
 * the file with its access key.
 * @returns null on AWS
 */
export const secretStore = (
  environment: NodeJS.ProcessEnv = process.env,
): { readonly endpoint: string; readonly accessKeyFile: string } | null => {
  const { OCORE_SECRET_STORE: endpoint, OCORE_SECRET_STORE_KEY_FILE: accessKeyFile } = environment;
  return endpoint === undefined || accessKeyFile === undefined ? null : { endpoint, accessKeyFile };
};
