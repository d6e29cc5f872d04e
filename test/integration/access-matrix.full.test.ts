import { describeAccessMatrix, everyAsked } from './access-matrix.ts';

describeAccessMatrix(everyAsked());
