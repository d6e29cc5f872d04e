import { describeManyRefs } from './many-refs.ts';
import { newServerKey, SshServer } from './ssh-server.ts';

const hostKey = newServerKey.ed25519();

describeManyRefs(10_000, async (authorized, takesVersion) => {
  const acceptedVariables = takesVersion ? ['GIT_PROTOCOL'] : [];
  const server = await SshServer.start({ hostKeys: [hostKey], authorized: [authorized], acceptedVariables });
  return { port: server.port, hostKey: hostKey.pin, user: 'git', stop: () => server.stop() };
});
