import type { Command } from 'commander';
import { type ConnectionFlags, connect, connectionOf } from '../contexts/connection.ts';
import { addConnectionOptions, explain } from '../tree/build.ts';

type Flags = ConnectionFlags & { readonly json?: true };

/** `ocore doctor`: what is in order, and what is not with what to do about it. Exit code 1 where anything is not. */
export const addDoctor = (ocore: Command): void => {
  const command = ocore
    .command('doctor')
    .description('Find out what keeps commands or deployments from working')
    .argument('[project]', 'also what this project needs, by id or name')
    .option('--json', 'as JSON');
  addConnectionOptions(command);
  explain(command, 'doctor', ['ocore doctor', 'ocore doctor prj_…', 'ocore doctor Shop --json']);
  command.action(async (project: string | undefined, flags: Flags) => {
    const { examine } = await import('../doctor/examine.ts');
    const { printFindings } = await import('../doctor/print-findings.ts');
    const findings = await examine({
      client: connect(flags),
      connection: connectionOf(flags),
      project: project ?? null,
      now: Date.now,
    });
    printFindings(findings, flags.json === true);
  });
};
