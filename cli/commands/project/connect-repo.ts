import type { Command } from 'commander';
import { connectRepository } from '#shared/contract/endpoints/repository.ts';
import { Provider, type Repository } from '#shared/contract/repository.ts';
import { print, say } from '../../output.ts';
import { session } from '../../session.ts';
import { UsageError } from '../../usage-error.ts';

const sayNextSteps = (repository: Repository): void => {
  say(`Connected ${repository.fullName} (${repository.branch}).`);
  if (repository.nextSteps.length > 0 && repository.statusReason !== null) say(repository.statusReason);
  for (const [index, step] of repository.nextSteps.entries()) {
    say(`\n${index + 1}. ${step.detail}`);
    if (step.action === 'add_deploy_key') {
      say(`   Public key:   ${repository.deployKey.publicKey}`);
      say(`   Fingerprint:  ${repository.deployKey.fingerprint}`);
    } else {
      say(`   URL:          ${repository.webhook.url}`);
      say(`   Secret:       ${repository.webhook.secret ?? '(shown only once; ocore reconfigures it)'}`);
    }
  }
};

const providerOf = (text: string | undefined): Provider | undefined => {
  if (text === undefined) return undefined;
  const provider = Provider.safeParse(text);
  if (!provider.success) throw new UsageError(`--provider must be one of ${Provider.options.join(', ')}.`);
  return provider.data;
};

/** `ocore project connect-repo`: prints the deploy key's id and what to paste where. */
export const addConnectRepo = (project: Command): void => {
  project
    .command('connect-repo')
    .description('Connect a Git repository to a project')
    .argument('<project-id>')
    .requiredOption('--url <url>', 'the clone URL, HTTPS or SSH')
    .option('--branch <branch>', 'the default branch to track', 'main')
    .option('--provider <provider>', 'github, gitlab or bitbucket; by default derived from the URL')
    .option('--json', 'print the repository as JSON')
    .addHelpText(
      'after',
      '\nExample:\n  ocore project connect-repo prj_… --url git@github.com:acme/odoo-custom.git --branch main --provider github',
    )
    .action(
      async (
        projectId: string,
        options: { url: string; branch: string; provider?: string; json?: boolean },
      ): Promise<void> => {
        const provider = providerOf(options.provider);
        const { body } = await session().call(connectRepository, {
          params: { projectId },
          body: {
            repositoryUrl: options.url,
            branch: options.branch,
            ...(provider === undefined ? {} : { provider }),
          },
        });
        print(options.json === true ? JSON.stringify(body) : body.deployKey.id);
        sayNextSteps(body);
      },
    );
};
