import type { Installation } from '../../../../../cli/runner/install/install-runner.ts';

/** An installation with usual settings, and others where a test names them. */
export const testInstallation = (over: Partial<Installation> = {}): Installation => ({
  options: {
    project: 'prj_01J00000000000000000000000',
    environment: 'env_01J00000000000000000000000',
    command: './deploy.sh',
    timeout: '30',
    grace: '10',
  },
  commandArguments: [],
  command: '/etc/ocore/deploy.sh',
  graceSeconds: 10,
  unit: 'ocore-runner',
  user: 'ocore-runner',
  hasSudo: false,
  variables: { OCORE_API_URL: 'https://ocore.example.com' },
  ...over,
});
