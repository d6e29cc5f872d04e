import { describeHostileNames, hostileNames, refusedNames } from './hostile-names.ts';

describeHostileNames(hostileNames, refusedNames);
