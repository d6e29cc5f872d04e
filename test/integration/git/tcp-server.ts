import { connect, createServer, type Server, type Socket } from 'node:net';

/** A server that does with each connection what a test says, and nothing else. */
export class TcpServer {
  readonly #sockets = new Set<Socket>();
  readonly #listener: Server;

  private constructor(serve: (socket: Socket) => void, allowHalfOpen: boolean) {
    this.#listener = createServer({ allowHalfOpen }, (socket) => {
      this.#sockets.add(socket);
      socket.on('close', () => this.#sockets.delete(socket));
      socket.on('error', () => undefined);
      // Unread bytes would hide that the other side has gone.
      socket.resume();
      serve(socket);
    });
  }

  /** @param allowHalfOpen keeps a connection open whose other side has said goodbye */
  static async start(serve: (socket: Socket) => void, allowHalfOpen = false): Promise<TcpServer> {
    const server = new TcpServer(serve, allowHalfOpen);
    await new Promise<void>((resolve) => server.#listener.listen(0, '127.0.0.1', resolve));
    return server;
  }

  get port(): number {
    const address = this.#listener.address();
    if (address === null || typeof address === 'string') throw new Error('The server does not listen.');
    return address.port;
  }

  get openConnections(): number {
    return this.#sockets.size;
  }

  async stop(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    await new Promise((resolve) => this.#listener.close(resolve));
  }
}

/**
 * Stands between a client and a server, and hands on what the server sends as a test says.
 * @param relay told each piece, the number of bytes that came before it, and where to send
 */
export const startRelay = (
  port: number,
  relay: (piece: Buffer, before: number, client: Socket) => void,
  allowHalfOpen = false,
): Promise<TcpServer> =>
  TcpServer.start((client) => {
    client.setNoDelay(true);
    const server = connect({ port, host: '127.0.0.1', noDelay: true });
    let before = 0;
    server.on('data', (piece: Buffer) => {
      if (!client.destroyed) relay(piece, before, client);
      before += piece.length;
    });
    client.on('data', (piece: Buffer) => server.write(piece));
    server.on('error', () => client.destroy());
    server.on('close', () => allowHalfOpen || client.destroy());
    client.on('close', () => server.destroy());
  }, allowHalfOpen);
