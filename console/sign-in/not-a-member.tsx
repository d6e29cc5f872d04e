import { Anchor, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { Link } from 'react-router';
import { SignInFrame } from './sign-in-frame.tsx';
import { SignOutButton } from './sign-out-button.tsx';

/**
 * For somebody who has signed in and may not come in.
 * @param organization the slug that the address asks for; null where no organisation has them at all
 */
export const NotAMember = ({ organization }: { readonly organization: string | null }): ReactNode => (
  <SignInFrame title={organization === null ? 'You are not a member' : 'You are not a member of this organisation'}>
    <Text size="sm" className="text-of-others">
      {organization === null
        ? 'You have signed in, but no organisation here has you as a member, and no invitation waits for your e-mail address.'
        : `You have signed in, but the organisation "${organization}" of this address does not have you as a member.`}
    </Text>
    <Text size="sm">
      Ask an Owner or an Admin of your organisation to invite you under Members, with the e-mail address that you sign
      in with. Then sign out, and sign in again.
    </Text>
    {organization !== null && (
      <Text size="sm">
        <Anchor component={Link} to="/projects" underline="always" inherit>
          Show my own organisation
        </Anchor>
      </Text>
    )}
    <SignOutButton />
  </SignInFrame>
);
