import { Agent } from 'node:https';
import { proxySettings } from './network.ts';

/** An agent for AWS clients, which do not use the proxy of `fetch`. */
export const proxiedAgent = (environment: NodeJS.ProcessEnv = process.env): Agent =>
  new Agent({ keepAlive: true, maxSockets: 50, proxyEnv: proxySettings(environment) });
