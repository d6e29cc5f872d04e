import { NativeSelect, Textarea, TextInput } from '@mantine/core';
import type { ReactNode } from 'react';
import type { ProviderSettings } from '#shared/contract/provider-settings.ts';
import type { Form } from '../ui/form.ts';
import type { ProviderValues } from './provider-values.ts';

type Kind = ProviderValues['credential'];
type Choice = { readonly value: Kind; readonly label: string };

const choicesOf = ({ provider, credential }: ProviderSettings): readonly Choice[] => [
  ...(credential === null ? [] : [{ value: 'keep' as const, label: 'Keep the present one' }]),
  { value: 'token', label: credential === null ? 'A token, or none' : 'Another token' },
  ...(provider === 'github' ? [{ value: 'app' as const, label: 'A GitHub App' }] : []),
  ...(credential === null ? [] : [{ value: 'remove' as const, label: 'Remove it' }]),
];

/** The credential: a token or, of GitHub, an app. oCore tries it before it is set, and no answer shows it again. */
export const CredentialFields = ({
  settings,
  form: { values, patch, errorOf },
}: {
  readonly settings: ProviderSettings;
  readonly form: Form<ProviderValues>;
}): ReactNode => {
  const choices = choicesOf(settings);
  const secret = { autoComplete: 'off', spellCheck: false } as const;
  return (
    <>
      <NativeSelect
        label="Credential"
        description="oCore tries it before it keeps it, encrypted. Nobody can read it afterwards."
        value={values.credential}
        onChange={(event) =>
          patch({ credential: choices.find(({ value }) => value === event.currentTarget.value)?.value ?? 'keep' })
        }
        data={[...choices]}
        error={errorOf('credential')}
      />
      {values.credential === 'token' && (
        <>
          <TextInput
            type="password"
            label="Token"
            value={values.token}
            onChange={(event) => patch({ token: event.currentTarget.value })}
            error={errorOf('credential/token')}
            {...secret}
          />
          {settings.provider === 'bitbucket' && (
            <TextInput
              label="User of the token"
              description="Its name or e-mail address; needed for API tokens of Atlassian."
              value={values.username}
              onChange={(event) => patch({ username: event.currentTarget.value })}
              error={errorOf('credential/username')}
              {...secret}
            />
          )}
        </>
      )}
      {values.credential === 'app' && (
        <>
          <TextInput
            label="Number of the app"
            value={values.appId}
            onChange={(event) => patch({ appId: event.currentTarget.value })}
            error={errorOf('credential/appId')}
            {...secret}
          />
          <TextInput
            label="Number of its installation"
            value={values.installationId}
            onChange={(event) => patch({ installationId: event.currentTarget.value })}
            error={errorOf('credential/installationId')}
            {...secret}
          />
          <Textarea
            label="Private key"
            placeholder="-----BEGIN RSA PRIVATE KEY-----"
            rows={4}
            value={values.privateKey}
            onChange={(event) => patch({ privateKey: event.currentTarget.value })}
            error={errorOf('credential/privateKey')}
            {...secret}
          />
        </>
      )}
    </>
  );
};
