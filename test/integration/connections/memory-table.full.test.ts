import { useTestTable } from '#test/integration/data/test-table.ts';
import { describeMemoryTable } from './memory-table-property.ts';

useTestTable();
describeMemoryTable(80);
