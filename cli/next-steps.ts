import type { Repository } from '#shared/contract/repository.ts';

/** What a person has to paste where, one sentence or value in each line. Source: docs/connecting.md, "What to paste where". */
export const nextSteps = (repository: Repository): readonly string[] => [
  ...(repository.nextSteps.length > 0 && repository.statusReason !== null ? [repository.statusReason] : []),
  ...repository.nextSteps.flatMap((step, index) => [
    `${index + 1}. ${step.detail}`,
    ...(step.action === 'add_deploy_key'
      ? [`   Public key:   ${repository.deployKey.publicKey}`, `   Fingerprint:  ${repository.deployKey.fingerprint}`]
      : [
          `   URL:          ${repository.webhook.url}`,
          `   Secret:       ${repository.webhook.secret ?? '(ocore repo reveal-secret shows it)'}`,
        ]),
  ]),
];
