import { describeHostileNames } from './hostile-names.ts';

describeHostileNames(['--upload-pack=x', '$(id)']);
