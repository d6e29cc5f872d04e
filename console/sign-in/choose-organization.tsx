import { Button, Stack, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { useSearchParams } from 'react-router';
import type { Organization } from '#shared/contract/me.ts';
import { SignInFrame } from './sign-in-frame.tsx';
import { SignOutButton } from './sign-out-button.tsx';

/** For a member of several organisations whose address names none. */
export const ChooseOrganization = ({
  organizations,
}: {
  readonly organizations: readonly Organization[];
}): ReactNode => {
  const [search, setSearch] = useSearchParams();
  return (
    <SignInFrame title="Choose an organisation">
      <Text size="sm" c="dimmed">
        You are a member of several. You can change it at any time in the account menu.
      </Text>
      <Stack gap="xs">
        {organizations.map(({ id, slug, name }) => (
          <Button
            key={id}
            variant="default"
            justify="flex-start"
            onClick={() => setSearch({ ...Object.fromEntries(search), org: slug })}
          >
            <span className="one-line">{name}</span>
          </Button>
        ))}
      </Stack>
      <SignOutButton />
    </SignInFrame>
  );
};
