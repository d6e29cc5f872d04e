import { describePrivilege } from './privilege-property.ts';

describePrivilege(80, 40, true);
