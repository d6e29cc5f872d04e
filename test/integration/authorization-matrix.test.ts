import { describeAuthorization } from './authorization.ts';

describeAuthorization(
  [
    'no header',
    'no permission',
    'run only',
    'onlooker',
    'settings manager',
    'members manager',
    'roles manager',
    'keys manager',
    'auditor',
    'viewer',
    'deployer',
    'manager',
  ],
  ['open', 'restricted, view'],
);
