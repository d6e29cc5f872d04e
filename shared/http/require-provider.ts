import { Provider } from '#shared/contract/repository.ts';
import { notFound } from './require-permission.ts';

/**
 * Parses the provider in a path. It is apart from the other resources because its schema costs 3 KB in each bundle.
 * @throws Problem `not_found`
 */
export const requireProvider = (text: string): Provider => {
  const provider = Provider.safeParse(text);
  if (!provider.success) throw notFound();
  return provider.data;
};
