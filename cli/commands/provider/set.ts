import { updateProviderSettings } from '#shared/contract/endpoints/settings.ts';
import { apiCommand } from '../../tree/command.ts';
import { githubApp, textOfFile, tokenFromInput, tokenOfUser } from '../../tree/credential-options.ts';
import { clearable, list, wholeNumber } from '../../tree/options.ts';

/** `ocore provider set`: a credential comes from stdin alone, because `ps` and the shell history show every flag. */
export const providerSet = apiCommand('provider set', updateProviderSettings, {
  summary: 'Set the credential of a Git provider, or the address of your own server',
  examples: [
    'ocore provider set github --token - < token.txt',
    'ocore provider set github --app 12345/67890 < private-key.pem',
    'ocore provider set bitbucket --token-of mona@acme.example < token.txt',
    'ocore provider set gitlab --base-url https://git.acme.example --ca-bundle acme-root.pem',
  ],
  arguments: ['provider'],
  options: [
    tokenFromInput('credential'),
    tokenOfUser('credential'),
    githubApp('credential'),
    clearable('--base-url <url>', 'baseUrl', 'address of your own server'),
    clearable('--ssh-host <host>', 'sshHost', 'where its SSH answers, if elsewhere'),
    wholeNumber('--ssh-port <port>', 'sshPort', 'the port of its SSH'),
    list('--ssh-host-key <lines...>', 'sshHostKeys', 'its host keys, as in known_hosts'),
    textOfFile('--ca-bundle <file>', 'caBundle', 'a file with the certificates of its authorities (PEM)'),
  ],
  shape: 'id',
  idOf: (body) => body.provider,
});
