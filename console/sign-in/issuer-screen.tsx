import { type ReactNode, useEffect, useRef, useState } from 'react';
import { leadToIssuer } from '../session/person.ts';
import { readIssuer } from '../session/well-known.ts';
import { SigningIn } from './signing-in.tsx';

/** Leads to the issuer at once, in a tab of its own: another one waits for the session. */
export const Component = (): ReactNode => {
  const [failure, setFailure] = useState<unknown>(null);
  const hasBegun = useRef(false);
  useEffect(() => {
    // Development renders twice.
    if (hasBegun.current) return;
    hasBegun.current = true;
    readIssuer()
      .then((issuer) => leadToIssuer(issuer, null))
      .catch(setFailure);
  });
  return <SigningIn failure={failure} />;
};
