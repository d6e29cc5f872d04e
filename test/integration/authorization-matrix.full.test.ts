import { describeAuthorization } from './authorization.ts';
import { cellsOf } from './authorization-matrix.ts';

describeAuthorization(cellsOf());
