import { describeMalformedBodies } from './malformed.ts';

describeMalformedBodies(50);
