import { describeHostileNames, hostileNames } from './hostile-names.ts';

describeHostileNames(hostileNames);
