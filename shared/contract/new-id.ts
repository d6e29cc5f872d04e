import { ulid } from 'ulid';
import type * as ids from './id.ts';
import { idPrefixes } from './id.ts';

type Ids = {
  project: ids.ProjectId;
  environment: ids.EnvironmentId;
  mapping: ids.MappingId;
  deployment: ids.DeploymentId;
  delivery: ids.DeliveryId;
  deployKey: ids.DeployKeyId;
  apiKey: ids.ApiKeyId;
  organization: ids.OrganizationId;
};

/**
 * Makes a new typed id: 48 bits of time, 80 random bits.
 * @param now RFC 3339
 */
export const newId = <Kind extends keyof Ids>(kind: Kind, now: string): Ids[Kind] =>
  `${idPrefixes[kind]}_${ulid(Date.parse(now))}` as Ids[Kind];
