import { describeEnvironmentPermissions } from './environment-permissions.ts';

describeEnvironmentPermissions(12);
