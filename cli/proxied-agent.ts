import { Agent } from 'node:https';
import { proxySettings } from './network.ts';

/** For clients of AWS, which have agents of their own. */
export const proxiedAgent = (environment: NodeJS.ProcessEnv = process.env): Agent =>
  new Agent({ keepAlive: true, maxSockets: 50, proxyEnv: proxySettings(environment) });
