import { service } from './cli-bench.ts';

export const make = ['api-key', 'create', '--permission', 'view:projects', 'deploy:projects'];
export const idOf = async (name: string): Promise<string> => {
  const { apiKeys } = (await service.api('GET', '/api/api-keys?limit=100')).json as {
    apiKeys: { id: string; name: string }[];
  };
  return apiKeys.find((one) => one.name === name)?.id ?? '';
};
