import { Checkbox, Textarea, TextInput } from '@mantine/core';
import type { ReactNode } from 'react';
import { type ProviderSettings, UpdateProviderSettingsBody } from '#shared/contract/provider-settings.ts';
import { FormDialog, useDialogForm } from '../ui/form-dialog.tsx';
import { notify } from '../ui/notices.tsx';
import { isOwnServer } from '../ui/public-hosts.ts';
import { providerWords } from '../ui/status.tsx';
import { CredentialFields } from './credential-fields.tsx';
import { bodyOf, valuesOf } from './provider-values.ts';
import { useUpdateProvider } from './queries.ts';

const fields = [
  'credential',
  'credential/token',
  'credential/username',
  'credential/appId',
  'credential/installationId',
  'credential/privateKey',
  'baseUrl',
  'sshHost',
  'sshPort',
  'sshHostKeys',
  'caBundle',
];

/** The credential of the organisation, and the address of a server of its own. */
export const EditProviderDialog = ({ settings }: { readonly settings: ProviderSettings }): ReactNode => {
  const { provider, baseUrl, caBundle } = settings;
  // Those of a public server are oCore's own.
  const sshHostKeys = isOwnServer(baseUrl) ? settings.sshHostKeys : [];
  const update = useUpdateProvider(settings);
  const form = useDialogForm(
    UpdateProviderSettingsBody,
    valuesOf(settings),
    (values) => bodyOf(settings, values),
    async (body) => {
      await update({ params: { provider }, body });
      notify(`The settings of ${providerWords[provider]} were saved.`);
    },
  );
  const { values, patch, errorOf } = form;
  return (
    <FormDialog title={`Set up ${providerWords[provider]}`} action="Save" form={form} fields={fields}>
      <CredentialFields settings={settings} form={form} />
      <TextInput
        label="Address of your own server"
        description="Empty: the public one."
        placeholder="https://git.acme.example"
        value={values.baseUrl}
        onChange={(event) => patch({ baseUrl: event.currentTarget.value })}
        error={errorOf('baseUrl')}
        spellCheck={false}
      />
      <TextInput
        label="SSH host"
        description="Where it differs from the address."
        value={values.sshHost}
        onChange={(event) => patch({ sshHost: event.currentTarget.value })}
        error={errorOf('sshHost')}
        spellCheck={false}
      />
      <TextInput
        label="SSH port"
        inputMode="numeric"
        value={values.sshPort}
        onChange={(event) => patch({ sshPort: event.currentTarget.value })}
        error={errorOf('sshPort')}
      />
      <Textarea
        label="SSH host keys"
        description={`One a line, as in known_hosts.${sshHostKeys.length > 0 ? ' Empty keeps those that are set.' : ''}`}
        rows={3}
        value={values.hostKeys}
        onChange={(event) => patch({ hostKeys: event.currentTarget.value })}
        error={errorOf('sshHostKeys')}
        spellCheck={false}
      />
      {sshHostKeys.length > 0 && (
        <Checkbox
          label="Remove the host keys that are set"
          checked={values.removesHostKeys}
          onChange={(event) => patch({ removesHostKeys: event.currentTarget.checked })}
        />
      )}
      <Textarea
        label="Certificates of its authorities"
        description={`PEM, besides the usual ones.${caBundle.length > 0 ? ' Empty keeps those that are set.' : ''}`}
        rows={3}
        value={values.caBundle}
        onChange={(event) => patch({ caBundle: event.currentTarget.value })}
        error={errorOf('caBundle')}
        spellCheck={false}
      />
      {caBundle.length > 0 && (
        <Checkbox
          label="Remove the certificates that are set"
          checked={values.removesCaBundle}
          onChange={(event) => patch({ removesCaBundle: event.currentTarget.checked })}
        />
      )}
    </FormDialog>
  );
};
