import { type ReactNode, useState } from 'react';
import {
  connectRepository,
  disconnectRepository,
  getRepository,
  listRepositoryBranches,
  reconfigureWebhook,
  regenerateKey,
  revealSecret,
  syncRepository,
  validateRepository,
} from '#shared/contract/endpoints/repository.ts';
import type { Project } from '#shared/contract/project.ts';
import { mayDo, useProjectOfTab } from '../projects/project-context.ts';
import { type CommandLine, useCommandLines } from '../ui/command-lines.tsx';
import { Page } from '../ui/page.tsx';
import { Empty, Loaded } from '../ui/states.tsx';
import { ConnectForm } from './connect-form.tsx';
import { ConnectedRepository } from './connected-repository.tsx';
import { useRepository } from './queries.ts';
import { type Report, ReportAlert } from './report.tsx';

const connectedLines = (project: Project): readonly CommandLine[] => {
  const params = { projectId: project.id };
  const line = (title: string, command: string, row: CommandLine['row']): CommandLine => ({
    title,
    ocore: `ocore repo ${command} ${project.id}`,
    row,
    params,
  });
  return [
    line('Show the repository', 'get', getRepository),
    ...(mayDo(project, 'deploy:projects')
      ? [line('List its branches and tags', 'branches', listRepositoryBranches)]
      : []),
    ...(mayDo(project, 'manage:projects')
      ? [
          line('Verify the deploy key', 'validate', validateRepository),
          line('Ask the provider where the repository is', 'sync', syncRepository),
          line('Make a new deploy key', 'regenerate-key', regenerateKey),
          line('Make a new webhook URL and secret', 'reconfigure-webhook', reconfigureWebhook),
          line('Show the secret of the webhook', 'reveal-secret', revealSecret),
          line('Disconnect it', 'disconnect', disconnectRepository),
        ]
      : []),
  ];
};

const useLines = (project: Project): void => {
  const body = { repositoryUrl: 'git@github.com:acme/odoo-custom.git', branch: 'main' };
  const connect: CommandLine = {
    title: 'Connect a repository',
    ocore: `ocore project connect-repo ${project.id} --url ${body.repositoryUrl} --branch ${body.branch}`,
    row: connectRepository,
    params: { projectId: project.id },
    body,
  };
  const mayConnect = mayDo(project, 'manage:projects');
  useCommandLines(project.repository !== null ? connectedLines(project) : mayConnect ? [connect] : []);
};

const NoConnect = ({ project }: { readonly project: Project }): ReactNode => (
  <Empty title="No repository is connected">
    {project.archivedAt === null
      ? 'Somebody who manages the project can connect one.'
      : 'The project is archived. Unarchive it in its settings to connect one.'}
  </Empty>
);

/** The repository of a project: connecting it, its key and webhook, and what is left to do. */
export const Component = (): ReactNode => {
  const { project } = useProjectOfTab();
  const read = useRepository(project.id, project.repository !== null);
  // The secret is shown on request and kept here alone: in no cache and no address.
  const [secret, setSecret] = useState<string | null>(null);
  const [report, setReport] = useState<Report | null>(null);
  useLines(project);
  const mayManage = mayDo(project, 'manage:projects');
  return (
    <Page title="Repository" titles={['Repository', project.name]} order={2}>
      {report !== null && <ReportAlert report={report} onClose={() => setReport(null)} />}
      {project.repository === null &&
        (mayManage && project.archivedAt === null ? (
          <ConnectForm
            projectId={project.id}
            onConnected={(made) => {
              setSecret(made);
              setReport(null);
            }}
          />
        ) : (
          <NoConnect project={project} />
        ))}
      {project.repository !== null && (
        <Loaded read={read} what="the repository">
          {({ body: repository }) => (
            <ConnectedRepository
              project={project}
              repository={repository}
              secret={secret}
              onSecret={setSecret}
              onReport={setReport}
            />
          )}
        </Loaded>
      )}
    </Page>
  );
};
