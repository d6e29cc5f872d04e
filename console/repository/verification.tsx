import { Alert, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import type { Validation } from '#shared/contract/repository.ts';
import { Ago } from '../ui/ago.tsx';
import { durationWords } from '../ui/times.ts';

const words: Readonly<Record<Validation['result'], string>> = {
  reachable: 'The deploy key opens the repository',
  repository_unreachable: 'The Git host does not answer',
  repository_not_found: 'The repository was not found with this key',
  deploy_key_rejected: 'The Git host does not accept the deploy key',
  host_key_changed: 'The Git host shows another key than the one that is trusted',
  branch_not_found: 'The deploy key works, but the default branch is not there',
};

/** What a real connection has found, in words. */
export const Verification = ({
  validation: { result, detail, at },
  durationMs,
  branches,
}: {
  readonly validation: { readonly result: Validation['result']; readonly detail: string; readonly at: string };
  readonly durationMs?: number;
  /** How many there are; of a submodule nothing is counted. */
  readonly branches?: number;
}): ReactNode => (
  <Alert role="status" color={result === 'reachable' ? 'green' : 'red'} variant="light" title={words[result]}>
    <Text size="sm" className="text-of-others">
      {detail}
    </Text>
    <Text size="xs" c="dimmed">
      Verified <Ago at={at} />
      {durationMs !== undefined && ` in ${durationWords(durationMs)}`}
      {branches !== undefined && branches > 0 && ` · ${branches} ${branches === 1 ? 'branch' : 'branches'}`}
    </Text>
  </Alert>
);
