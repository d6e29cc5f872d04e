import { describePatternDefinition } from './pattern-definition.ts';

describePatternDefinition(100_000);
