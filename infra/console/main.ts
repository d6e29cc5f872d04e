import { setPriority } from 'node:os';
import { parseArgs, stripVTControlCharacters } from 'node:util';
import { ownSources } from './console-sources.ts';
import { ensureConsole } from './ensure-console.ts';

// A process of its own: a build keeps a core busy for seconds, and the service answers meanwhile.
setPriority(10);

const { values } = parseArgs({ options: { root: { type: 'string' }, output: { type: 'string' } } });
const { root = ownSources.root, output = ownSources.output } = values;
const watched = values.root === undefined ? ownSources.watched : [root];

const failureText = (error: unknown): string => {
  if (!(error instanceof Error)) return String(error);
  const frame = 'frame' in error && typeof error.frame === 'string' ? `\n${error.frame}` : '';
  return stripVTControlCharacters(`${error.message}${frame}`);
};

try {
  process.stdout.write(`${await ensureConsole({ root, output, watched })}\n`);
} catch (error) {
  process.stderr.write(`${failureText(error)}\n`);
  process.exitCode = 1;
}
