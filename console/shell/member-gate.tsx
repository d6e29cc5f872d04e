import { Container } from '@mantine/core';
import type { ReactNode } from 'react';
import { useSearchParams } from 'react-router';
import { ApiFailure } from '#shared/client/api-failure.ts';
import { getMe } from '#shared/contract/endpoints/organization.ts';
import { MeProvider } from '../api/use-me.ts';
import { useRead } from '../api/use-read.ts';
import { ChooseOrganization } from '../sign-in/choose-organization.tsx';
import { NotAMember } from '../sign-in/not-a-member.tsx';
import { SignOutButton } from '../sign-in/sign-out-button.tsx';
import { Page } from '../ui/page.tsx';
import { Loading, ReadFailure } from '../ui/states.tsx';

/** Lets those in who belong to the organisation of the address; the others learn what is missing. */
export const MemberGate = ({ children }: { readonly children: ReactNode }): ReactNode => {
  const me = useRead(getMe, {}, { restingMs: 60_000 });
  const [search] = useSearchParams();
  const asked = search.get('org');
  // A stranger, to the service or to the organisation of the address.
  if (me.error instanceof ApiFailure && me.error.status === 403) return <NotAMember organization={asked} />;
  if (me.data === undefined) {
    return (
      <Container size="sm" py="xl">
        {me.error === null ? (
          <Loading what="your organisation" />
        ) : (
          <Page title="Your organisation">
            <ReadFailure error={me.error} what="the organisation" onRetry={() => void me.refetch()} />
            <SignOutButton />
          </Page>
        )}
      </Container>
    );
  }
  const { body } = me.data;
  if (body.organizations.length === 0 && body.organization === null) return <NotAMember organization={asked} />;
  if (body.organization === null) return <ChooseOrganization organizations={body.organizations} />;
  return <MeProvider value={{ ...body, organization: body.organization }}>{children}</MeProvider>;
};
