import type { ApiCommand } from '../../tree/command.ts';
import { mappingAdd } from './add.ts';
import { mappingGet } from './get.ts';
import { mappingList } from './list.ts';
import { mappingOrder } from './order.ts';
import { mappingRemove } from './remove.ts';
import { mappingSimulate } from './simulate.ts';
import { mappingUpdate } from './update.ts';

/** The commands of `ocore mapping` that call the API. */
export const mappingCommands: readonly ApiCommand[] = [
  mappingList,
  mappingGet,
  mappingAdd,
  mappingUpdate,
  mappingOrder,
  mappingRemove,
  mappingSimulate,
];
