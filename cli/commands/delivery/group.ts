import type { ApiCommand } from '../../tree/command.ts';
import { deliveryGet } from './get.ts';
import { deliveryList } from './list.ts';
import { deliveryRedeliver } from './redeliver.ts';

/** The commands of `ocore delivery` that call the API. */
export const deliveryCommands: readonly ApiCommand[] = [deliveryList, deliveryGet, deliveryRedeliver];
