import { connection } from './connection.ts';

/** A new account runs ten functions at a time, and webhooks need them too. */
const maxCalls = 4;

const waiting: (() => void)[] = [];
let running = 0;

const turn = async (): Promise<void> => {
  if (running < maxCalls) {
    running += 1;
    return;
  }
  await new Promise<void>((resolve) => waiting.push(resolve));
};

const done = (): void => {
  const next = waiting.shift();
  if (next === undefined) running -= 1;
  else next();
};

/** `fetch` with at most four calls at a time, which notes whether the service answers. */
export const limitedFetch: typeof fetch = async (input, init) => {
  await turn();
  try {
    const answer = await fetch(input, init);
    connection.answered();
    return answer;
  } catch (error) {
    connection.failed();
    throw error;
  } finally {
    done();
  }
};
