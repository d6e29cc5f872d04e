import { describeCrashes } from './sagas-crash.ts';

describeCrashes();
