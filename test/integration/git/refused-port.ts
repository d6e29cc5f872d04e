import { once } from 'node:events';
import { connect } from 'node:net';
import { TcpServer } from './tcp-server.ts';

/**
 * A port on which connections are refused for as long as the test holds it: it is the client's end of a connection, so
 * nobody listens there, and no other process is given it.
 */
export const holdRefusedPort = async (): Promise<{ readonly port: number; readonly release: () => Promise<void> }> => {
  const server = await TcpServer.start(() => undefined);
  const client = connect(server.port, '127.0.0.1');
  await once(client, 'connect');
  const { localPort } = client;
  if (localPort === undefined) throw new Error('The connection was lost.');
  return {
    port: localPort,
    release: async () => {
      client.destroy();
      await server.stop();
    },
  };
};
