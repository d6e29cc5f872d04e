import { describeAuthorization } from './authorization.ts';
import { callerNames, relationNames } from './authorization-matrix.ts';

describeAuthorization(callerNames, relationNames);
