import { Sshd } from '#test/engines/sshd.ts';
import { describeManyRefs } from './many-refs.ts';

// Over a real OpenSSH server.
describeManyRefs(250_000, async (authorized, takesVersion) => {
  const server = await Sshd.start('ed25519', takesVersion ? ['AcceptEnv GIT_PROTOCOL'] : []);
  server.authorize(authorized);
  return { port: server.port, hostKey: server.hostKey, user: server.user, stop: () => server.stop() };
});
