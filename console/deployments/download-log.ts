import { plainText } from './ansi.ts';
import type { LogLine } from './use-log.ts';

/** How long a browser may take to begin with the file. */
const keptMs = 60_000;

/** Saves the lines that have been read as a text file, each with its time, and without colours. */
export const downloadLog = (deploymentId: string, lines: readonly LogLine[]): void => {
  const text = lines.map((line) => `${line.at} ${plainText(line.text)}\n`);
  const address = URL.createObjectURL(new Blob(text, { type: 'text/plain;charset=utf-8' }));
  const link = document.createElement('a');
  link.href = address;
  link.download = `${deploymentId}.log`;
  link.click();
  setTimeout(() => URL.revokeObjectURL(address), keptMs);
};
