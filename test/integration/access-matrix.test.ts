import { describeAccessMatrix, exampleAsked } from './access-matrix.ts';

describeAccessMatrix(exampleAsked());
