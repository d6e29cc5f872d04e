import { Button, Group } from '@mantine/core';
import { type ReactNode, useState } from 'react';

/** How many rows of a list are shown at first, and how many more at a time. */
const step = 50;

/** Shows the beginning of a list that is known whole, and more on demand: what is not shown is not in the document. */
export const ShowMore = <Item,>({
  items,
  what,
  children,
}: {
  readonly items: readonly Item[];
  /** What they are, in the plural. */
  readonly what: string;
  readonly children: (shown: readonly Item[]) => ReactNode;
}): ReactNode => {
  const [count, setCount] = useState(step);
  const rest = items.length - count;
  return (
    <>
      {children(items.slice(0, count))}
      {rest > 0 && (
        <Group gap="sm">
          <Button variant="default" size="xs" onClick={() => setCount(count + step)}>
            {`Show more ${what} (${rest.toLocaleString('en')} left)`}
          </Button>
        </Group>
      )}
    </>
  );
};
