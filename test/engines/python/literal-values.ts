import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { PythonSyntaxError, type PythonValue } from '../../../cli/runner/change-plan/python-value.ts';
import { readPythonLiteral } from '../../../cli/runner/change-plan/read-python-literal.ts';

const script = fileURLToPath(new URL('literal-values.py', import.meta.url));

/** What CPython's `ast.literal_eval` makes of each file, as JSON; "null" where it is no dict. */
export const byPython = (files: readonly Uint8Array[]): readonly string[] => {
  const { stdout, stderr, status } = spawnSync('python3', [script], {
    input: files.map((file) => `${Buffer.from(file).toString('base64')}\n`).join(''),
    encoding: 'utf8',
    maxBuffer: 1024 ** 3,
  });
  if (status !== 0) throw new Error(stderr);
  return stdout
    .trimEnd()
    .split('\n')
    .map((line) => JSON.stringify(JSON.parse(line)));
};

const plain = (value: PythonValue): unknown => {
  if (value instanceof Map) return { dict: [...value].map(([key, one]) => [plain(key), plain(one)]) };
  if (Array.isArray(value)) return value.map(plain);
  return typeof value === 'number' ? { number: value } : value;
};

const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** The same of our reader. */
export const byOurs = (file: Uint8Array): string => {
  try {
    const value = readPythonLiteral(decoder.decode(file));
    return JSON.stringify(value instanceof Map ? plain(value) : null);
  } catch (error) {
    if (error instanceof PythonSyntaxError || error instanceof TypeError) return 'null';
    throw error;
  }
};
