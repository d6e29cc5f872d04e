import { GetCommand } from '@aws-sdk/lib-dynamodb';
import { describe, expect, it } from 'vitest';
import { useTestTable } from '#test/integration/data/test-table.ts';
import { conditionHolds } from './condition.ts';
import { MemoryTable } from './memory-table.ts';
import { describeMemoryTable } from './memory-table-property.ts';

useTestTable();
describeMemoryTable(15);

describe('the table in memory', () => {
  it('hands out copies: what a caller does with an item changes nothing', () => {
    const memory = new MemoryTable();
    memory.put({ pk: 'A', sk: 'B', list: [1] });

    const { Item } = memory.send(new GetCommand({ TableName: 't', Key: { pk: 'A', sk: 'B' } }));
    (Item as { list: number[] }).list.push(2);

    expect(memory.items()).toEqual([{ pk: 'A', sk: 'B', list: [1] }]);
  });

  it.each(['size(pk) > :v', 'NOT attribute_exists(pk)', 'attribute_exists(pk) attribute_exists(sk)', 'pk ='])(
    'does not guess what %s means',
    (text) => {
      expect(() => conditionHolds({ text, names: {}, values: { ':v': 1 } }, { pk: 'A' })).toThrow();
    },
  );
});
