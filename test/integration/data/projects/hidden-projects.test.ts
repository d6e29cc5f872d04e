import { useTestTable } from '../test-table.ts';
import { describeHidden } from './hidden-projects-bench.ts';

useTestTable();

describeHidden(60);
