import { readFileSync } from 'node:fs';
import { secretFromInput, textFromInput } from '../secret-input.ts';
import { UsageError } from '../usage-error.ts';
import type { CommandOption } from './options.ts';

/** A token, read from stdin: `--token -`. */
export const tokenFromInput = <const F extends string>(field: F): CommandOption<F> => ({
  flags: '--token <->',
  about: 'read a token from stdin',
  field,
  read: async (value) => {
    if (value !== '-')
      throw new UsageError('--token takes - alone, and reads the token from stdin: a flag is shown by ps.');
    return { [field]: { kind: 'token', token: await secretFromInput('Token') } };
  },
});

/** The token of a user, read from stdin, where the provider asks whose it is: `--token-of mona@acme.example`. */
export const tokenOfUser = <const F extends string>(field: F): CommandOption<F> => ({
  flags: '--token-of <user>',
  about: 'read the token of this user from stdin (Bitbucket)',
  field,
  conflicts: 'token',
  read: async (value) => ({ [field]: { kind: 'token', token: await secretFromInput('Token'), username: value } }),
});

/** A GitHub App, whose private key is read from stdin: `--app 12345/67890`. */
export const githubApp = <const F extends string>(field: F): CommandOption<F> => ({
  flags: '--app <app/installation>',
  about: 'a GitHub App: its number and that of its installation; its private key comes from stdin',
  field,
  conflicts: 'token',
  read: async (value) => {
    const [appId, installationId, more] = String(value).split('/');
    if (!appId || !installationId || more !== undefined)
      throw new UsageError('--app takes two numbers with a slash between them: --app 12345/67890 < private-key.pem');
    return { [field]: { kind: 'app', appId, installationId, privateKey: await textFromInput() } };
  },
});

/** The text of a file; no file, "", removes what is set. */
export const textOfFile = <const F extends string>(flags: string, field: F, about: string): CommandOption<F> => ({
  flags,
  about: `${about}; "" removes it`,
  field,
  read: (value) => {
    if (value === '') return { [field]: null };
    try {
      return { [field]: readFileSync(String(value), 'utf8') };
    } catch (cause) {
      const { code } = cause as NodeJS.ErrnoException;
      throw new UsageError(`${flags.split(' ')[0]}: ${value} cannot be read (${code}).`, { cause });
    }
  },
});
