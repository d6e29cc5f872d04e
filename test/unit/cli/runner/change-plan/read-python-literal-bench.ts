import fc from 'fast-check';
import { PythonSyntaxError, type PythonValue } from '../../../../../cli/runner/change-plan/python-value.ts';
import { readPythonLiteral } from '../../../../../cli/runner/change-plan/read-python-literal.ts';

export const refused = (text: string): string => {
  try {
    return `read as ${JSON.stringify(readPythonLiteral(text))}`;
  } catch (error) {
    if (error instanceof PythonSyntaxError) return error.message;
    throw error;
  }
};

// A value and one of the many ways to write it.
export type Written = { readonly value: PythonValue; readonly text: string };

export const blank = fc.constantFrom('', ' ', '\n', '\t', ' # note "\' {\n', '\\\n', '\r\n  ');
export const quoted = (text: string, quote: string): string => {
  const escaped = [...text]
    .map((letter) => {
      if (letter === '\\' || letter === quote[0]) return `\\${letter}`;
      if (quote.length === 3 || (letter !== '\n' && letter !== '\r')) return letter;
      return letter === '\n' ? '\\n' : '\\x0d';
    })
    .join('');
  return `${quote}${escaped}${quote}`;
};
export const text = fc
  .tuple(
    fc.array(fc.tuple(fc.string({ unit: 'grapheme' }), fc.constantFrom("'", '"', "'''", '"""')), {
      minLength: 1,
      maxLength: 3,
    }),
    blank,
  )
  .map(
    ([parts, between]): Written => ({
      value: parts.map(([part]) => part).join(''),
      text: parts.map(([part, quote]) => quoted(part, quote)).join(`${between} `), // '' at '' is the start of '''
    }),
  );
