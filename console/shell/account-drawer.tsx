import { Button, Drawer, NativeSelect, Radio, Stack, Text, useMantineColorScheme } from '@mantine/core';
import { type ReactNode, useState } from 'react';
import { useNavigate } from 'react-router';
import { useMe } from '../api/use-me.ts';
import { sessionStore } from '../session/session-store.ts';

const schemes = [
  ['auto', 'As the system'],
  ['light', 'Light'],
  ['dark', 'Dark'],
] as const;

/** Who is signed in, the other organisations, light or dark, and the way out. */
export const AccountDrawer = (): ReactNode => {
  const [isOpen, setOpen] = useState(false);
  const me = useMe();
  const navigate = useNavigate();
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  const chooseOrganization = (slug: string): void => {
    setOpen(false);
    navigate(`/projects?org=${encodeURIComponent(slug)}`);
  };
  return (
    <>
      <Button
        variant="default"
        size="xs"
        maw={160}
        onClick={() => setOpen(true)}
        aria-haspopup="dialog"
        aria-label={`Account of ${me.principal.name}`}
      >
        <span className="one-line">{me.principal.name}</span>
      </Button>
      <Drawer opened={isOpen} onClose={() => setOpen(false)} title="Account" position="right" size="sm">
        <Stack gap="xl">
          <Text size="sm" className="text-of-others">
            {me.principal.kind === 'apiKey' ? 'The API key' : 'Signed in as'} <b>{me.principal.name}</b>, in{' '}
            <b>{me.organization.name}</b>.
          </Text>
          {me.organizations.length > 1 && (
            <NativeSelect
              label="Organisation"
              value={me.organization.slug}
              onChange={(event) => chooseOrganization(event.currentTarget.value)}
              data={me.organizations.map(({ slug, name }) => ({ value: slug, label: name }))}
            />
          )}
          <Radio.Group
            label="Appearance"
            value={colorScheme}
            onChange={(value) => setColorScheme(schemes.find(([scheme]) => scheme === value)?.[0] ?? 'auto')}
          >
            <Stack gap="xs" mt="xs">
              {schemes.map(([scheme, label]) => (
                <Radio key={scheme} value={scheme} label={label} />
              ))}
            </Stack>
          </Radio.Group>
          <Button variant="default" onClick={() => sessionStore.end('signed-out')}>
            Sign out
          </Button>
        </Stack>
      </Drawer>
    </>
  );
};
