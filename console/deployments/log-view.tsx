import { Box, Button, Group, Stack, Switch, Text, TextInput, Title } from '@mantine/core';
import { useVirtualizer } from '@tanstack/react-virtual';
import { type KeyboardEvent, type ReactNode, type UIEvent, useEffect, useRef, useState } from 'react';
import { useLocation } from 'react-router';
import { ApiFailure } from '#shared/client/api-failure.ts';
import type { Deployment } from '#shared/contract/deployment.ts';
import { ReadFailure } from '../ui/states.tsx';
import { isInMotion } from '../ui/status.tsx';
import { downloadLog } from './download-log.ts';
import { LogLines } from './log-lines.tsx';
import { type Log, useLog } from './use-log.ts';
import { useLogSearch } from './use-log-search.ts';

const upwards = ['ArrowUp', 'PageUp', 'Home'];
/** Two lines: a list that is laid out anew may move so far by itself. */
const nearEndPx = 48;

const stateWords = ({ count, state, failure }: Log, isOpen: boolean): string => {
  const lines = `${count.toLocaleString('en')} ${count === 1 ? 'line' : 'lines'}`;
  if (state === 'behind') return failure === null ? `Reading the log… ${lines}` : count > 0 ? `${lines} so far` : '';
  if (count > 0) return state === 'ended' ? lines : `${lines} so far`;
  return isOpen ? 'The log begins when a runner takes the deployment.' : 'The log has no lines.';
};

/** The banner of the shell tells a lost connection, and the sign-in an ended session. */
const isShown = ({ failure, count }: Log): boolean =>
  failure !== null && !(failure instanceof ApiFailure && count > 0 && (failure.status === 0 || failure.status === 401));

/** The number of the line that the address names: `#L123`. */
const useLinkedLine = (): number | null => {
  const match = /^#L([1-9]\d{0,7})$/.exec(useLocation().hash);
  return match === null ? null : Number(match[1]);
};

/** The log of a deployment: any length, followed while it grows, searched, and with a link to each line. */
export const LogView = ({ deployment }: { readonly deployment: Deployment }): ReactNode => {
  const { id, projectId, status } = deployment;
  const linked = useLinkedLine();
  const log = useLog(projectId, id, status === 'running');
  const { lines, count, state } = log;
  const [isFollowing, follow] = useState(isInMotion(status) && linked === null);
  const box = useRef<HTMLElement>(null);
  const virtual = useVirtualizer<HTMLElement, HTMLElement>({
    count,
    getScrollElement: () => box.current,
    estimateSize: () => 24,
    overscan: 10,
  });
  const search = useLogSearch(log, (index) => {
    follow(false);
    virtual.scrollToIndex(index, { align: 'center' });
  });

  const { scrollToIndex } = virtual;
  const linkedIndex = linked === null || (lines[count - 1]?.seq ?? 0) < linked ? null : linked - (lines[0]?.seq ?? 1);
  useEffect(() => {
    if (linkedIndex === null) return;
    follow(false);
    box.current?.scrollIntoView({ block: 'nearest' });
    scrollToIndex(linkedIndex, { align: 'center' });
  }, [linkedIndex, scrollToIndex]);
  useEffect(() => {
    if (isFollowing && count > 0) scrollToIndex(count - 1, { align: 'end' });
  }, [isFollowing, count, scrollToIndex]);

  const keys = (event: KeyboardEvent): void => {
    const { key, altKey, ctrlKey, metaKey, shiftKey } = event;
    if (upwards.includes(key)) follow(false);
    if ((key !== 'Home' && key !== 'End') || altKey || ctrlKey || metaKey || shiftKey) return;
    // A browser knows neither the height of lines that were not drawn yet, nor that the list is on its way elsewhere.
    event.preventDefault();
    scrollToIndex(key === 'Home' ? 0 : count - 1, { align: key === 'Home' ? 'start' : 'end' });
  };
  const top = useRef(0);
  /** Whoever drags the scroll bar upwards reads, as with the keys and the wheel. */
  const scrolled = ({ currentTarget: { scrollTop, scrollHeight, clientHeight } }: UIEvent<HTMLElement>): void => {
    if (scrollTop < top.current && scrollHeight - clientHeight - scrollTop > nearEndPx) follow(false);
    top.current = scrollTop;
  };
  const searchKeys = (event: KeyboardEvent): void => {
    if (event.key !== 'Enter') return;
    if (event.shiftKey) search.previous();
    else search.next();
  };
  const { text, found, place, isFound, current } = search;
  return (
    <Stack gap="sm">
      <Group justify="space-between">
        <Title order={3}>Log</Title>
        <Group gap="md">
          {state !== 'ended' && (
            <Switch label="Follow" checked={isFollowing} onChange={(event) => follow(event.currentTarget.checked)} />
          )}
          <Button size="xs" variant="default" disabled={count === 0} onClick={() => downloadLog(id, lines)}>
            Download
          </Button>
        </Group>
      </Group>
      <Group gap="xs" align="flex-end" hidden={count === 0}>
        <TextInput
          label="Search the log"
          flex="1 1 8rem"
          maw={320}
          value={text}
          onChange={(event) => search.change(event.currentTarget.value)}
          onKeyDown={searchKeys}
          autoComplete="off"
        />
        <Group gap="xs" wrap="nowrap">
          <Button variant="default" disabled={found.length === 0} onClick={search.previous}>
            Previous
          </Button>
          <Button variant="default" disabled={found.length === 0} onClick={search.next}>
            Next
          </Button>
        </Group>
        <Text size="sm" c="dimmed" role="status">
          {text !== '' &&
            (found.length === 0 ? 'No line has it' : `${place + 1} of ${found.length.toLocaleString('en')}`)}
        </Text>
      </Group>
      <Box
        component="section"
        ref={box}
        className="log"
        aria-label="Log"
        hidden={count === 0}
        tabIndex={0}
        onWheel={({ deltaY }) => deltaY < 0 && follow(false)}
        onTouchMove={() => follow(false)}
        onScroll={scrolled}
        onKeyDown={keys}
      >
        <LogLines
          virtual={virtual}
          lines={lines}
          classOf={(index) =>
            [
              ...(index === linkedIndex ? ['log-line-linked'] : []),
              ...(index === current ? ['log-line-current'] : isFound.has(index) ? ['log-line-found'] : []),
            ].join(' ')
          }
        />
      </Box>
      <Text size="xs" c="dimmed" role="status">
        {stateWords(log, isInMotion(status) || status === 'waiting')}
      </Text>
      {isShown(log) && <ReadFailure error={log.failure} what="the log" onRetry={log.retry} />}
    </Stack>
  );
};
