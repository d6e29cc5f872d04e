import { describePrivilege } from './privilege-property.ts';

describePrivilege(4, 12);
