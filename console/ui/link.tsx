import { Anchor, type AnchorProps } from '@mantine/core';
import type { ReactNode } from 'react';
import { Link, type NavigateOptions, useNavigate, useSearchParams } from 'react-router';

/** Adds the organisation that the address names: links stay in it, and can be sent to others. */
const inOrganization = (to: string, organization: string | null): string =>
  organization === null ? to : `${to}${to.includes('?') ? '&' : '?'}org=${encodeURIComponent(organization)}`;

/** The address of a place in the console, with `?org=` where the present one has it. */
export const useAddress = (): ((to: string) => string) => {
  const [search] = useSearchParams();
  const organization = search.get('org');
  return (to) => inOrganization(to, organization);
};

/** Goes to a place in the console, with `?org=` where the present one has it. */
export const useGo = (): ((to: string, options?: NavigateOptions) => void) => {
  const navigate = useNavigate();
  const address = useAddress();
  return (to, options) => {
    navigate(address(to), options);
  };
};

/** A link within the console. */
export const AppLink = ({
  to,
  children,
  ...props
}: AnchorProps & { readonly to: string; readonly children: ReactNode; readonly 'aria-label'?: string }): ReactNode => (
  <Anchor component={Link} to={useAddress()(to)} {...props}>
    {children}
  </Anchor>
);

/** A link to another site, in a new tab. Only http and https become a link. */
export const OutsideLink = ({
  href,
  children,
  ...props
}: AnchorProps & { readonly href: string; readonly children: ReactNode }): ReactNode =>
  /^https?:\/\//i.test(href) ? (
    // Underlined always: beside other text, colour alone would not tell it.
    <Anchor href={href} target="_blank" rel="noopener noreferrer" underline="always" {...props}>
      {children}
    </Anchor>
  ) : (
    children
  );
