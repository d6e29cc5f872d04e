import { describeAuthorization } from './authorization.ts';
import { exampleCells } from './authorization-matrix.ts';

describeAuthorization(exampleCells());
