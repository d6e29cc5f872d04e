import { NavLink as MantineNavLink, Stack, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { NavLink, useMatch } from 'react-router';
import type { Permission } from '#shared/contract/permission.ts';
import { useMe } from '../api/use-me.ts';
import { useAddress } from '../ui/link.tsx';

type Entry = { readonly to: string; readonly label: string; readonly permission: Permission | null };

const work: readonly Entry[] = [
  { to: '/projects', label: 'Projects', permission: null },
  { to: '/attention', label: 'Needs attention', permission: null },
];

/** The screens of the organisation, each for those who may see it. */
const organization: readonly Entry[] = [
  { to: '/organization/members', label: 'Members', permission: 'view:members' },
  { to: '/organization/roles', label: 'Roles', permission: 'view:roles' },
  { to: '/organization/api-keys', label: 'API Keys', permission: 'view:api-keys' },
  { to: '/organization/git-providers', label: 'Git Providers', permission: 'view:settings' },
  { to: '/organization/audit-log', label: 'Audit Log', permission: 'view:audit-logs' },
];

const Item = ({ entry, onFollow }: { readonly entry: Entry; readonly onFollow: () => void }): ReactNode => {
  const isHere = useMatch({ path: entry.to, end: false }) !== null;
  return (
    <MantineNavLink
      component={NavLink}
      to={useAddress()(entry.to)}
      label={entry.label}
      active={isHere}
      onClick={onFollow}
    />
  );
};

/** The one navigation: what is worked on, then the organisation. */
export const Navigation = ({ onFollow }: { readonly onFollow: () => void }): ReactNode => {
  const me = useMe();
  const shown = organization.filter(({ permission }) => permission === null || me.permissions.includes(permission));
  return (
    <nav aria-label="Main">
      <Stack gap={2}>
        {work.map((entry) => (
          <Item key={entry.to} entry={entry} onFollow={onFollow} />
        ))}
        {shown.length > 0 && (
          <Text size="xs" c="dimmed" fw={600} mt="md" mb={4} px="sm" className="one-line">
            {me.organization.name}
          </Text>
        )}
        {shown.map((entry) => (
          <Item key={entry.to} entry={entry} onFollow={onFollow} />
        ))}
      </Stack>
    </nav>
  );
};
