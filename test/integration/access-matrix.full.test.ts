import { callerNames, describeAccessMatrix } from './access-matrix.ts';

describeAccessMatrix(callerNames);
