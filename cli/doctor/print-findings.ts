import { exitCodes } from '../exit-codes.ts';
import { print } from '../output.ts';
import { plainText } from '../present/cell.ts';
import type { Finding } from './finding.ts';

/** Prints findings, below each problem what to do, and sets the exit code 1 where there is any. */
export const printFindings = (findings: readonly Finding[], json: boolean): void => {
  if (json) print(JSON.stringify(findings));
  else
    for (const { check, ok, detail, fix } of findings) {
      print(`${ok ? 'ok     ' : 'PROBLEM'}  ${plainText(`${check}: ${detail}`)}`);
      if (fix !== null) print(`         ${plainText(fix)}`);
    }
  if (findings.some(({ ok }) => !ok)) process.exitCode = exitCodes.failed;
};
