import { describeTenantWall } from './tenant-wall.ts';

describeTenantWall(100);
