import { Button, Group, Stack, Text } from '@mantine/core';
import { type ReactNode, useId, useState } from 'react';
import type { Environment } from '#shared/contract/environment.ts';
import { CopyText } from '../ui/copy-button.tsx';

/** The lines that start a runner on the host of an Odoo. The key stays a variable: a history would keep it. */
const runnerLines = ({ projectId, id }: Pick<Environment, 'projectId' | 'id'>, origin: string): string =>
  [
    `export OCORE_API_URL=${origin} OCORE_TOKEN=ocore_…`,
    `ocore runner start --project ${projectId} --environment ${id} --command ./deploy.sh`,
  ].join('\n');

/** How a runner of the environment is installed, on request. */
export const RunnerLines = ({ environment }: { readonly environment: Environment }): ReactNode => {
  const [isShown, setShown] = useState(environment.runner.lastSeenAt === null);
  const regionId = useId();
  return (
    <Stack gap="sm">
      <Group>
        <Button
          size="xs"
          variant="default"
          onClick={() => setShown(!isShown)}
          aria-expanded={isShown}
          aria-controls={regionId}
        >
          Install a runner
        </Button>
      </Group>
      <Stack gap="xs" id={regionId} hidden={!isShown}>
        {isShown && (
          <>
            <Text size="sm">
              A runner carries out the deployments, on the host of the Odoo or beside it. It needs Node 24, git and
              OpenSSH, and an API key with run:projects that is limited to this environment.
            </Text>
            <CopyText label={`Runner of ${environment.name}`} text={runnerLines(environment, location.origin)} />
          </>
        )}
      </Stack>
    </Stack>
  );
};
