import { PythonSyntaxError } from './python-value.ts';

/** Python reads no longer decimal number. */
const maxDigits = 4300;

// All letters that a number could go on with, so that "1_", "0x" and "07" are refused as a whole.
const numberLike = /[0-9][0-9A-Za-z_]*(?:\.[0-9A-Za-z_]*)?|\.[0-9][0-9A-Za-z_]*/y;
const exponentSign = /(?<=[eE])[+-][0-9][0-9_]*/y;
const integer = /^(?:0[xX](?:_?[\da-fA-F])+|0[oO](?:_?[0-7])+|0[bB](?:_?[01])+|[1-9](?:_?\d)*|0(?:_?0)*)$/;
const float =
  /^(?:\d(?:_?\d)*\.(?:\d(?:_?\d)*)?(?:[eE][+-]?\d(?:_?\d)*)?|\.\d(?:_?\d)*(?:[eE][+-]?\d(?:_?\d)*)?|\d(?:_?\d)*[eE][+-]?\d(?:_?\d)*)$/;

const matchAt = (pattern: RegExp, text: string, at: number): string | undefined => {
  pattern.lastIndex = at;
  return pattern.exec(text)?.[0];
};

/**
 * Reads the Python number at `at`, without a sign.
 * @returns its value and its end; null if no number is there
 * @throws PythonSyntaxError if it is written as Python does not read it, for instance 07 or 1__0
 */
export const readPythonNumber = (text: string, at: number): readonly [value: number, end: number] | null => {
  const first = matchAt(numberLike, text, at);
  if (first === undefined) return null;
  const exponent = /^0[xX]/.test(first) ? undefined : matchAt(exponentSign, text, at + first.length);
  const digits = first + (exponent ?? '');
  const tooLong = digits.length > maxDigits && integer.test(digits) && !/^0[xob]/i.test(digits);
  if (tooLong || !(integer.test(digits) || float.test(digits))) {
    throw new PythonSyntaxError(text, at, 'a number is not one of Python');
  }
  return [Number(digits.replaceAll('_', '')), at + digits.length];
};
