import { Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { SignInFrame } from './sign-in-frame.tsx';
import { SignOutButton } from './sign-out-button.tsx';

/** For somebody whom the issuer knows and no organisation has. @param detail what the service says */
export const NotAMember = ({ detail }: { readonly detail: string | null }): ReactNode => (
  <SignInFrame title="You are not a member">
    <Text size="sm">
      You have signed in, but you are a member of no organisation here, and no invitation waits for the e-mail address
      that the issuer has verified.
    </Text>
    <Text size="sm">
      Ask an Owner or an Admin of your organisation to invite that address under Members. Then sign out, and sign in
      again.
    </Text>
    {detail !== null && (
      <Text size="sm" c="dimmed" className="text-of-others">
        {detail}
      </Text>
    )}
    <SignOutButton />
  </SignInFrame>
);
