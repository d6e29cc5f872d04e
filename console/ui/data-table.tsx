import { Box, Table } from '@mantine/core';
import type { ReactNode } from 'react';

export type Column = {
  /** What the column is called: in its head, and before each of its values where a row is a block. */
  readonly name: string;
  /** Instead of the name, where the head holds more. */
  readonly head?: ReactNode;
  /** Instead of the name, where another column may be called the same. */
  readonly key?: string;
};

export type Row = {
  readonly key: string;
  /** One for each column. The first one is the head of the row. */
  readonly cells: readonly ReactNode[];
};

/**
 * A table. Where its box is narrow, each row is a block: the first cell as its heading, the others as name and value. The
 * roles are written down, because a browser takes them from a table that is laid out as blocks.
 * @param isWide whether it may have more columns than fit, so that it scrolls sideways where rows are not blocks
 * @param showsHeads whether the heads hold more than names, so that they stand above the blocks
 */
export const DataTable = ({
  label,
  columns,
  rows,
  isWide = false,
  showsHeads = false,
}: {
  readonly label: string;
  readonly columns: readonly Column[];
  readonly rows: readonly Row[];
  readonly isWide?: boolean;
  readonly showsHeads?: boolean;
}): ReactNode => (
  <Box
    component="section"
    className="data-table"
    aria-label={label}
    // What scrolls has to be reached by the keyboard.
    {...(isWide ? { tabIndex: 0, 'data-wide': true } : {})}
    {...(showsHeads ? { 'data-heads': true } : {})}
  >
    <Table role="table">
      <Table.Thead role="rowgroup">
        <Table.Tr role="row">
          {columns.map(({ name, head = name, key = name }) => (
            <Table.Th key={key} scope="col" role="columnheader">
              {head}
            </Table.Th>
          ))}
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody role="rowgroup">
        {rows.map(({ key, cells: [first, ...others] }) => (
          <Table.Tr key={key} role="row">
            <Table.Th scope="row" role="rowheader">
              {first}
            </Table.Th>
            {others.map((cell, index) => {
              const { name, key = name } = columns[index + 1] ?? {};
              return (
                <Table.Td key={key} role="cell" data-name={name}>
                  {cell}
                </Table.Td>
              );
            })}
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  </Box>
);
