import { createInterface, type Interface } from 'node:readline/promises';
import { Writable } from 'node:stream';
import { exitCodes } from './exit-codes.ts';

/** Whether there is a terminal to ask a person. */
export const canAsk = (): boolean => process.stdin.isTTY === true && process.stderr.isTTY === true;

const asked = async (terminal: Interface, question: string): Promise<string> => {
  // readline keeps Ctrl-C to itself while it asks.
  terminal.once('SIGINT', () => {
    terminal.close();
    process.stderr.write('\n');
    process.exit(exitCodes.interrupted);
  });
  // The end of the input (Ctrl-D) is no answer.
  const ended = new Promise<string>((resolve) => {
    terminal.once('close', () => resolve(''));
  });
  try {
    return (await Promise.race([terminal.question(question), ended])).trim();
  } finally {
    terminal.close();
  }
};

/** Asks a question on the terminal. */
export const ask = (question: string): Promise<string> =>
  asked(createInterface({ input: process.stdin, output: process.stderr }), question);

/** Asks for a secret on the terminal, which does not show it. */
export const askSecret = async (question: string): Promise<string> => {
  // readline writes what is typed to its output: this one takes nothing.
  const output = new Writable({ write: (_chunk, _encoding, done) => done() });
  // First it takes the terminal, which shows what is typed until then.
  const terminal = createInterface({ input: process.stdin, output, terminal: true });
  process.stderr.write(question);
  const secret = await asked(terminal, '');
  process.stderr.write('\n');
  return secret;
};

/** Asks for one of several on the terminal. @returns null where the answer is none of them */
export const askWhich = async (question: string, options: readonly string[]): Promise<string | null> => {
  for (const [index, option] of options.entries()) process.stderr.write(`  ${index + 1}. ${option}\n`);
  const answer = await ask(`${question} (1-${options.length}): `);
  return options.find((option, index) => answer === option || answer === String(index + 1)) ?? null;
};
