import { describeHostileNames } from './hostile-names.ts';

describeHostileNames(['--upload-pack=$(id)'], ['a..b']);
