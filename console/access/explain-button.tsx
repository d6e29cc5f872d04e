import { Button } from '@mantine/core';
import type { ReactNode } from 'react';
import { useMe } from '../api/use-me.ts';
import { useOpenDialog } from '../ui/dialog-host.tsx';
import { ExplanationDialog } from './explanation.tsx';

/** Asks why somebody sees the project or does not, in a list of names. */
export const ExplainButton = ({
  projectId,
  principalId,
  name,
}: {
  readonly projectId: string;
  readonly principalId: string;
  readonly name: string;
}): ReactNode => {
  const me = useMe();
  const open = useOpenDialog();
  const subject = { principalId, name, isSelf: principalId === me.principal.id };
  return (
    <Button
      size="compact-sm"
      variant="default"
      onClick={() => open(<ExplanationDialog projectId={projectId} subject={subject} />)}
      aria-haspopup="dialog"
      aria-label={`Explain ${name}`}
    >
      Explain
    </Button>
  );
};
