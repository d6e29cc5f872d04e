import { describeAuthorization } from './authorization.ts';

describeAuthorization(
  ['no header', 'no permission', 'run only', 'settings viewer', 'settings manager', 'viewer', 'deployer', 'manager'],
  ['open', 'restricted, view', 'foreign'],
);
