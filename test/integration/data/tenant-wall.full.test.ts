import { describeTenantWall } from './tenant-wall.ts';

describeTenantWall(10_000);
