import { Button, Loader } from '@mantine/core';
import type { ReactNode } from 'react';
import { useNavigate } from 'react-router';
import { ProblemAlert } from '../ui/problem.tsx';
import { SignInFrame } from './sign-in-frame.tsx';

/** What is said of a sign-in that failed before its end. */
export const notSignedIn = {
  title: 'You are not signed in',
  advice: 'Begin again. If it happens again, tell whoever runs oCore.',
};

/** While a sign-in is on its way. @param failure what ended it; null while it goes on */
export const SigningIn = ({ failure }: { readonly failure: unknown }): ReactNode => {
  const navigate = useNavigate();
  if (failure === null) {
    return (
      <SignInFrame title="Signing in">
        <Loader aria-label="Signing in" />
      </SignInFrame>
    );
  }
  return (
    <SignInFrame title="The sign-in failed">
      <ProblemAlert error={failure} own={notSignedIn} />
      <Button onClick={() => navigate('/', { replace: true })}>Back to the sign-in</Button>
    </SignInFrame>
  );
};
