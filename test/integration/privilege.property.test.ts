import { describePrivilege } from './privilege-property.ts';

describePrivilege(6, 14);
