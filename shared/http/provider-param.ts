import { Provider } from '#shared/contract/repository.ts';
import { notFound } from './require-permission.ts';

/** Parses the provider in a path. @throws Problem `not_found` */
export const providerParam = (text: string): Provider => {
  const provider = Provider.safeParse(text);
  if (!provider.success) throw notFound();
  return provider.data;
};
