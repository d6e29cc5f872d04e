import type { CallOptions } from '#shared/client/client.ts';
import { getDelivery, listDeliveries, redeliverDelivery } from '#shared/contract/endpoints/deliveries.ts';
import { getDeployment } from '#shared/contract/endpoints/deployments.ts';
import { useRead } from '../api/use-read.ts';
import { useWrite } from '../api/use-write.ts';
import { isInMotion } from '../ui/status.tsx';

/** The filters of the list that the address may have. */
export const filterNames = ['event', 'ref', 'outcome'] as const;
export type DeliveryFilter = NonNullable<CallOptions<typeof listDeliveries>['query']>;

/** One page of the deliveries, newest first. */
export const useDeliveries = (projectId: string, query: DeliveryFilter) =>
  useRead(listDeliveries, { params: { projectId }, query: { limit: '25', ...query } });

export const useDelivery = (projectId: string, deliveryId: string) =>
  useRead(getDelivery, { params: { projectId, deliveryId } });

/** A deployment that a delivery has caused, until it has ended. */
export const useCausedDeployment = (projectId: string, deploymentId: string) =>
  useRead(getDeployment, { params: { projectId, deploymentId } }, { isRunning: ({ status }) => isInMotion(status) });

export const useRedeliver = () => useWrite(redeliverDelivery);
